using Epatra.Portal.Accounts;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Xunit;

namespace Epatra.Portal.Support.Proof;

public sealed class CallerProofsTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 9, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(CallerProof.Both, true, true, ResetProof.Both)]
    [InlineData(CallerProof.Both, true, false, null)]
    [InlineData(CallerProof.Both, false, true, null)]
    [InlineData(CallerProof.Both, false, false, null)]
    [InlineData(CallerProof.SupportCode, true, true, ResetProof.Both)]
    [InlineData(CallerProof.SupportCode, true, false, ResetProof.SupportCode)]
    [InlineData(CallerProof.SupportCode, false, true, null)]
    [InlineData(CallerProof.MailCode, false, true, ResetProof.MailCode)]
    [InlineData(CallerProof.MailCode, true, false, null)]
    public void A_reset_takes_what_the_setting_asks_for(CallerProof asked, bool spoken, bool mailed, ResetProof? proof) =>
        Assert.Equal(proof, CallerProofs.Of(Request(spoken, mailed), Person(), Options(asked), Now));

    [Theory]
    [InlineData(CallerProof.SupportCode, true, false)]
    [InlineData(CallerProof.MailCode, false, true)]
    [InlineData(CallerProof.Both, false, true)]
    public void Frozen_or_under_attack_nothing_less_than_both_counts(CallerProof asked, bool spoken, bool mailed)
    {
        var request = Request(spoken, mailed, agreedBy: "agent");
        foreach (var person in new[] { Person(p => p.FrozenAt = Now.AddDays(-1)), Person(p => p.UnderAttackUntil = Now.AddMinutes(1)) })
        {
            Assert.Null(CallerProofs.Of(request, person, Options(asked), Now));
            Assert.Equal(ResetProof.Both, CallerProofs.Of(Request(true, true), person, Options(asked), Now));
        }

        Assert.NotNull(CallerProofs.Of(request, Person(p => p.UnderAttackUntil = Now), Options(asked), Now));
    }

    public static TheoryData<string, bool> Mailboxes => new()
    {
        { "shared", false },
        { "address changed 7 days ago less a second", false },
        { "address changed 7 days ago", true },
        { "reset by mail 7 days ago less a second", false },
        { "reset by mail 7 days ago", true },
        { "as it was invited", true },
    };

    [Theory, MemberData(nameof(Mailboxes))]
    public void A_mailed_code_does_not_count_for_seven_days_after_a_change_nor_in_a_shared_mailbox(string mailbox, bool counts)
    {
        var person = Person(p =>
        {
            var at = Now.AddDays(-7).AddSeconds(mailbox.EndsWith("second", StringComparison.Ordinal) ? 1 : 0);
            p.SharedMailbox = mailbox == "shared";
            p.EmailChangedAt = mailbox.StartsWith("address", StringComparison.Ordinal) ? at : null;
            p.PasswordResetAt = mailbox.StartsWith("reset", StringComparison.Ordinal) ? at : null;
        });
        Assert.Equal(counts, CallerProofs.MailCounts(person, Now));
        Assert.Equal(counts ? ResetProof.Both : null, CallerProofs.Of(Request(true, true), person, Options(CallerProof.Both), Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-60, true)] // the mail is written after what it tells of
    [InlineData(-61, false)]
    public void An_address_that_came_with_the_event_of_a_freeze_proves_nothing_and_a_call_back_is_left(int seconds, bool disputed)
    {
        var frozen = Now.AddDays(-30);
        var person = Person(p => (p.FrozenAt, p.FrozenEventAt, p.EmailChangedAt, p.PhoneNumber) = (frozen.AddDays(8), frozen, frozen.AddSeconds(seconds), "+32 3 808 08 35")); // reported late
        Assert.Equal(!disputed, CallerProofs.MailCounts(person, Now));
        Assert.Equal(disputed, CallerProofs.MayCallBack(Request(true, false), person, new SupportOptions(), Now));
        person.UnderAttackUntil = Now.AddHours(1);
        Assert.False(CallerProofs.MayCallBack(Request(true, false), person, new SupportOptions(), Now));
        (person.FrozenAt, person.FrozenEventAt) = (null, null);
        Assert.True(CallerProofs.MailCounts(person, Now));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    public void An_address_or_a_password_by_mail_of_the_week_before_a_freeze_leaves_a_call_back_only_however_long_it_lasts(int seconds, bool disputed)
    {
        var frozen = Now.AddDays(-300);
        var changed = frozen.AddDays(-7).AddSeconds(seconds);
        foreach (var happened in new DateTime?[] { null, frozen.AddHours(-1) })
        {
            foreach (var (address, password) in new (DateTime?, DateTime?)[] { (changed, null), (null, changed) })
            {
                var person = Person(p => (p.FrozenAt, p.FrozenEventAt, p.EmailChangedAt, p.PasswordResetAt, p.PhoneNumber) = (frozen, happened, address, password, "+32 3 808 08 35"));
                Assert.Equal(!disputed, CallerProofs.MailCounts(person, Now));
                Assert.Equal(disputed, CallerProofs.MayCallBack(Request(true, false), person, new SupportOptions(), Now));
                person.FrozenAt = null;
                Assert.True(CallerProofs.MailCounts(person, Now));
            }
        }
    }

    [Fact]
    public void What_was_proven_counts_for_two_hours()
    {
        var request = Request(true, true);
        Assert.NotNull(CallerProofs.Of(request, Person(), Options(CallerProof.Both), Now.AddHours(2).AddMilliseconds(-1)));
        Assert.Null(CallerProofs.Of(request, Person(), Options(CallerProof.Both), Now.AddHours(2)));
    }

    [Fact]
    public void Behind_the_link_of_a_recorded_request_the_mailed_code_is_enough_when_an_agent_has_agreed()
    {
        Assert.Equal(ResetProof.Link, CallerProofs.Of(Request(false, true, agreedBy: "agent"), Person(), Options(CallerProof.Both), Now));
        Assert.Null(CallerProofs.Of(Request(false, false, agreedBy: "agent"), Person(), Options(CallerProof.Both), Now));
        var late = Request(false, true, agreedBy: "agent");
        late.LinkExpiresAt = Now;
        Assert.Null(CallerProofs.Of(late, Person(), Options(CallerProof.Both), Now));
    }

    [Theory]
    [InlineData(true, "+32 3 808 08 35", true, false, true)]
    [InlineData(false, "+32 3 808 08 35", true, false, false)]
    [InlineData(true, null, true, false, false)]
    [InlineData(true, " ", true, false, false)]
    [InlineData(true, "+32 3 808 08 35", false, false, false)]
    [InlineData(true, "+32 3 808 08 35", true, true, false)]
    public void A_call_back_takes_the_setting_a_number_on_file_and_the_support_code_and_no_attack(bool setting, string? phone, bool spoken, bool attacked, bool may)
    {
        var person = Person(p => (p.PhoneNumber, p.UnderAttackUntil) = (phone, attacked ? Now.AddHours(1) : null));
        Assert.Equal(may, CallerProofs.MayCallBack(Request(spoken, false), person, new SupportOptions { CallBack = setting }, Now));
    }

    private static SupportOptions Options(CallerProof asked) => new() { CallerProof = asked };

    private static HelpRequest Request(bool spoken, bool mailed, string? agreedBy = null) => new()
    {
        Kind = RequestKind.CannotGetIn,
        Email = "",
        ProtectedSeed = "",
        CreatedAt = Now,
        SupportCodeAt = spoken ? Now : null,
        MailCodeAt = mailed ? Now : null,
        AgreedById = agreedBy,
        LinkExpiresAt = agreedBy is null ? null : Now.AddHours(24),
    };

    private static PortalUser Person(Action<PortalUser>? change = null)
    {
        var person = new PortalUser { Name = "", Language = "en" };
        change?.Invoke(person);
        return person;
    }
}
