using Epatra.Portal.Accounts;

namespace Epatra.Portal.People;

/// <summary>Why an administrator may or can not do something about a person: for the preview and, again, for the act.</summary>
internal static class PeopleRules
{
    /// <summary>So long after an invitation there is no other one.</summary>
    public static readonly TimeSpan BetweenInvitations = TimeSpan.FromMinutes(10);

    /// <summary>Nobody takes rights from himself, or gives himself others; the rest depends on how far the person has come.</summary>
    /// <param name="administratorId">Who asks.</param>
    /// <param name="person">About whom.</param>
    /// <param name="action">What is asked.</param>
    /// <param name="invitedAt">When the newest invitation was sent, in UTC; null for none.</param>
    /// <param name="now">In UTC.</param>
    /// <returns><see cref="PersonOutcome.Done"/> where nothing speaks against it.</returns>
    public static PersonOutcome Judge(string administratorId, PortalUser person, PersonAction action, DateTime? invitedAt, DateTime now) => action switch
    {
        PersonAction.Role or PersonAction.Lock or PersonAction.Unlock or PersonAction.Freeze or PersonAction.Withdraw or PersonAction.Delete when person.Id == administratorId => PersonOutcome.Oneself,
        PersonAction.Details or PersonAction.Role or PersonAction.Delete or PersonAction.Export => PersonOutcome.Done,
        PersonAction.Reach => person.Role == Role.Agent ? PersonOutcome.Done : PersonOutcome.NoAgent,
        PersonAction.Lock => person.PasswordHash is null ? PersonOutcome.HasNoPassword : person.DisabledAt is null ? PersonOutcome.Done : PersonOutcome.NothingToDo,
        PersonAction.Unlock => person.DisabledAt is null ? PersonOutcome.NothingToDo : person.PasswordHash is null ? PersonOutcome.HasNoPassword : PersonOutcome.Done,
        PersonAction.Freeze => person.PasswordHash is null ? PersonOutcome.HasNoPassword : person.DisabledAt is not null ? PersonOutcome.IsLocked : Freeze.IsByDesk(person) ? PersonOutcome.NothingToDo : PersonOutcome.Done,
        PersonAction.Withdraw => person.PasswordHash is not null ? PersonOutcome.HasPassword : person.DisabledAt is null ? PersonOutcome.Done : PersonOutcome.NothingToDo,
        PersonAction.Resend => person.PasswordHash is not null ? PersonOutcome.HasPassword : invitedAt > now - BetweenInvitations ? PersonOutcome.JustSent : PersonOutcome.Done,
        PersonAction.Expiry => person.PasswordHash is null ? PersonOutcome.HasNoPassword : person.DisabledAt is not null ? PersonOutcome.IsLocked : PersonOutcome.Done,
    };

    /// <summary>The same for one of many: whose invitation was withdrawn gets another one on the own page only, from somebody who means just that.</summary>
    /// <inheritdoc cref="Judge"/>
    public static PersonOutcome JudgeOfMany(string administratorId, PortalUser person, PersonAction action, DateTime? invitedAt, DateTime now) =>
        Judge(administratorId, person, action, invitedAt, now) is not PersonOutcome.Done and var why ? why
        : action == PersonAction.Resend && person.DisabledAt is not null ? PersonOutcome.IsLocked
        : PersonOutcome.Done;
}
