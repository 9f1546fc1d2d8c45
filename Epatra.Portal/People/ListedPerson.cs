using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;

namespace Epatra.Portal.People;

/// <summary>A person in the list, with what the state is made of.</summary>
/// <param name="OpenedAt">Of the open invitation.</param>
/// <param name="IsInvited">Whether there is an open invitation.</param>
/// <param name="Step">Of the wizard, while it is open.</param>
public sealed record ListedPerson(
    string Id, string Name, string Email, string? Company, Role Role, string Language, DateTime CreatedAt, bool IsLocked, bool IsFrozen, bool HasPassword, bool HasApp, bool IsInvited, DateTime? OpenedAt, WizardStep? Step)
{
    public PersonState State => (IsLocked, IsFrozen, HasPassword) switch
    {
        (true, _, true) => PersonState.Locked,
        (true, _, false) => PersonState.Withdrawn,
        (false, true, _) => PersonState.Frozen,
        (false, false, true) => HasApp ? PersonState.Active : PersonState.PasswordSet,
        (false, false, false) => !IsInvited ? PersonState.InvitationOver : OpenedAt is null ? PersonState.Invited : PersonState.Opened,
    };

    /// <summary>How rows are read.</summary>
    internal static Expression<Func<PortalUser, ListedPerson>> Of(PortalDbContext database, DateTime now)
    {
        var wizards = database.OpenWizards(now);
        return u => new ListedPerson(
            u.Id, u.Name, u.Email!, u.Company, u.Role, u.Language, u.CreatedAt, u.DisabledAt != null, u.FrozenAt != null, u.PasswordHash != null,
            database.Authenticators.Any(a => a.UserId == u.Id && (a.State == AuthenticatorState.Active || a.State == AuthenticatorState.Blocked)),
            database.Invitations.Any(i => i.UserId == u.Id && i.EndedAt == null && i.ExpiresAt > now),
            database.Invitations.Where(i => i.UserId == u.Id && i.EndedAt == null && i.ExpiresAt > now).Max(i => i.OpenedAt),
            wizards.Where(r => r.UserId == u.Id).OrderByDescending(r => r.StepAt).Select(r => (WizardStep?)r.Step).FirstOrDefault());
    }
}
