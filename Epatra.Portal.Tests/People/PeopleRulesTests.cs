using Epatra.Portal.Accounts;
using Xunit;

namespace Epatra.Portal.People;

public sealed class PeopleRulesTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 9, 0, 0, DateTimeKind.Utc);

    public static TheoryData<Role, PersonAction, bool, bool> All
    {
        get
        {
            var all = new TheoryData<Role, PersonAction, bool, bool>();
            foreach (var action in Enum.GetValues<PersonAction>())
            {
                foreach (var role in Enum.GetValues<Role>())
                {
                    all.Add(role, action, true, true);
                    all.Add(role, action, true, false);
                    all.Add(role, action, false, true);
                    all.Add(role, action, false, false);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(All))]
    public void What_can_be_done_to_whom_depends_on_how_far_the_person_has_come(Role role, PersonAction action, bool hasPassword, bool isLocked)
    {
        var outcome = PeopleRules.Judge("admin", Somebody("person", role, hasPassword, isLocked), action, invitedAt: null, Now);
        Assert.Equal((action, hasPassword, isLocked) switch
        {
            (PersonAction.Details or PersonAction.Role or PersonAction.Delete or PersonAction.Export, _, _) => PersonOutcome.Done,
            (PersonAction.Reach, _, _) => role == Role.Agent ? PersonOutcome.Done : PersonOutcome.NoAgent,
            (PersonAction.Lock or PersonAction.Freeze or PersonAction.Expiry, false, _) => PersonOutcome.HasNoPassword,
            (PersonAction.Lock, true, true) => PersonOutcome.NothingToDo,
            (PersonAction.Freeze or PersonAction.Expiry, true, true) => PersonOutcome.IsLocked,
            (PersonAction.Unlock, _, false) => PersonOutcome.NothingToDo,
            (PersonAction.Unlock, false, true) => PersonOutcome.HasNoPassword,
            (PersonAction.Resend or PersonAction.Withdraw, true, _) => PersonOutcome.HasPassword,
            (PersonAction.Withdraw, false, true) => PersonOutcome.NothingToDo,
            _ => PersonOutcome.Done,
        }, outcome);
    }

    [Theory, MemberData(nameof(All))]
    public void Nobody_changes_the_own_rights(Role role, PersonAction action, bool hasPassword, bool isLocked)
    {
        var outcome = PeopleRules.Judge("same", Somebody("same", role, hasPassword, isLocked), action, invitedAt: null, Now);
        Assert.Equal(action is PersonAction.Role or PersonAction.Lock or PersonAction.Unlock or PersonAction.Freeze or PersonAction.Withdraw or PersonAction.Delete, outcome == PersonOutcome.Oneself);
    }

    [Fact]
    public void Between_two_invitations_lie_ten_minutes()
    {
        var person = Somebody("person", Role.User, hasPassword: false, isLocked: false);
        Assert.Equal(PersonOutcome.JustSent, PeopleRules.Judge("admin", person, PersonAction.Resend, Now.AddMinutes(-9), Now));
        Assert.Equal(PersonOutcome.Done, PeopleRules.Judge("admin", person, PersonAction.Resend, Now.AddMinutes(-10), Now));
    }

    [Fact]
    public void What_is_frozen_is_not_frozen_again_and_can_still_be_locked()
    {
        var person = Somebody("person", Role.User, hasPassword: true, isLocked: false);
        person.FrozenAt = Now;
        Assert.Equal((PersonOutcome.NothingToDo, PersonOutcome.Done), (PeopleRules.Judge("admin", person, PersonAction.Freeze, null, Now), PeopleRules.Judge("admin", person, PersonAction.Lock, null, Now)));
    }

    private static PortalUser Somebody(string id, Role role, bool hasPassword, bool isLocked) =>
        new() { Id = id, Name = "", Language = "en", Role = role, PasswordHash = hasPassword ? "x" : null, DisabledAt = isLocked ? Now : null };
}
