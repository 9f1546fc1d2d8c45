using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>What the dashboard shows, the same for everybody who watches it.</summary>
public sealed record DashboardSnapshot(
    IReadOnlyList<WaitingRequest> Requests,
    IReadOnlyList<StuckPerson> Stuck,
    IReadOnlyList<OpenReset> Resets,
    IReadOnlyList<FeedItem> Feed,
    TodaysFigures Today)
{
    /// <summary>The part of it that is about people of some companies. Nobody who is known belongs to none.</summary>
    internal DashboardSnapshot Within(IReadOnlyList<string> companies)
    {
        IReadOnlyList<WaitingRequest> requests = [.. Requests.Where(r => companies.Contains(r.Company!))];
        IReadOnlyList<StuckPerson> stuck = [.. Stuck.Where(s => companies.Contains(s.Company!))];
        return new(
            requests,
            stuck,
            [.. Resets.Where(r => companies.Contains(r.Company!))],
            [.. Feed.Where(item => companies.Contains(item.Company!))],
            Today with { OpenRequests = requests.Count, OpenWizards = stuck.Count(s => s.Step is not null) });
    }
}

/// <summary>A request that nobody has closed.</summary>
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
    Guid Id, string UserId, string Name, string? Company, WizardStep? Step, AuthenticatorApp? App, int Attempts, CodeOutcome? LastError, DateTime Since);

/// <summary>A reset that waits: for somebody to agree, or for its hour.</summary>
public sealed record OpenReset(Guid Id, string UserId, string Name, string? Company, string? Agent, ResetState State, DateTime AskedAt, DateTime? DueAt);

/// <summary>An entry of the audit log with the names of now; a name is null where nobody is known, or nobody any more.</summary>
/// <param name="Company">Of the subject.</param>
public sealed record FeedItem(long Sequence, DateTime At, AuditKind Kind, string? SubjectId, string? Subject, string? ActorId, string? Actor, string? Details, string? Company = null);

/// <summary>Of the day in the portal's time zone, and of this moment.</summary>
public sealed record TodaysFigures(int SignIns, int RefusedCodes, int Resets, int OpenRequests, int OpenWizards);
