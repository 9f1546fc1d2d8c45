using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Person;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>What the dashboard shows, the same for everybody who watches it.</summary>
public sealed record DashboardSnapshot(
    IReadOnlyList<WaitingRequest> Requests,
    IReadOnlyList<StuckPerson> Stuck,
    IReadOnlyList<OpenReset> Resets,
    IReadOnlyList<FeedItem> Feed,
    IReadOnlyList<CompanyFigures> Companies,
    TodaysFigures Today)
{
    /// <summary>The part of it that is about people of some companies. Nobody who is known belongs to none.</summary>
    internal DashboardSnapshot Within(IReadOnlyList<string> companies)
    {
        IReadOnlyList<CompanyFigures> counts = [.. Companies.Where(of => companies.Contains(of.Company!))];
        return new(
            [.. Requests.Where(r => companies.Contains(r.Company!))],
            [.. Stuck.Where(s => companies.Contains(s.Company!))],
            [.. Resets.Where(r => companies.Contains(r.Company!))],
            [.. Feed.Where(item => companies.Contains(item.Company!))],
            counts,
            Today with { OpenRequests = counts.Sum(of => of.Requests), OpenWizards = counts.Sum(of => of.Wizards), IsLimited = true });
    }

    /// <summary>
    /// The same without what is private of those who work at the desk, unless the viewer sees all of them: what they write,
    /// where they belong, how they fare with their codes. That they sign in is left.
    /// </summary>
    internal DashboardSnapshot SeenBy(Role viewer) => viewer == Role.Administrator ? this : this with
    {
        Requests = [.. Requests.Select(r => IsHidden(r.Role, viewer) ? r with { Note = null, Email = "", Company = null } : r)],
        Stuck = [.. Stuck.Where(s => !IsHidden(s.Role, viewer))],
        Resets = [.. Resets.Where(r => !IsHidden(r.Role, viewer))],
        Feed = [.. Feed.Where(item => !IsHidden(item.Role, viewer) || item.Kind is AuditKind.PasswordAccepted or AuditKind.CodeAccepted or AuditKind.SignedIn or AuditKind.SignedOut)],
    };

    private static bool IsHidden(Role? role, Role viewer) => role is { } known && !PersonAccess.SeesAll(viewer, known);
}

/// <summary>A request that nobody has closed.</summary>
/// <param name="Note">What was written, for whoever may see it.</param>
/// <param name="Email">As it was typed, or of the person.</param>
/// <param name="UserId">Null where nobody has the address.</param>
/// <param name="Role">Of the person: not everybody of the desk helps everybody.</param>
public sealed record WaitingRequest(
    Guid Id, RequestKind Kind, Cause? Cause, string? Note, string Email, string? UserId, string? Name, Role? Role, string? Company, DateTime SentAt, string? TakenById, string? TakenBy);

/// <summary>Somebody who does not get on right now: in the wizard, or with codes that are refused at the sign-in.</summary>
/// <param name="Step">In the wizard; null at the sign-in.</param>
/// <param name="Attempts">Codes that were tried.</param>
/// <param name="Since">Since when there: at the step, or since the first refusal.</param>
public sealed record StuckPerson(
    Guid Id, string UserId, string Name, Role Role, string? Company, WizardStep? Step, AuthenticatorApp? App, int Attempts, CodeOutcome? LastError, DateTime Since);

/// <summary>A reset that waits: for somebody to agree, or for its hour.</summary>
public sealed record OpenReset(Guid Id, string UserId, string Name, Role Role, string? Company, string? Agent, ResetState State, DateTime AskedAt, DateTime? DueAt);

/// <summary>An entry of the audit log with the names of now; a name is null where nobody is known, or nobody any more.</summary>
/// <param name="Company">Of the subject.</param>
/// <param name="Role">Of the subject.</param>
public sealed record FeedItem(
    long Sequence, DateTime At, AuditKind Kind, string? SubjectId, string? Subject, string? ActorId, string? Actor, string? Details, string? Company = null, Role? Role = null);

/// <summary>Open requests and wizards of the people of a company, or of those of none; a company may stand there twice.</summary>
public sealed record CompanyFigures(string? Company, int Requests, int Wizards);

/// <summary>Of the day in the portal's time zone, and of this moment.</summary>
/// <param name="IsLimited">Whether the figures of this moment are of some companies; those of the day are of all.</param>
public sealed record TodaysFigures(int SignIns, int RefusedCodes, int Resets, int OpenRequests, int OpenWizards, bool IsLimited = false);
