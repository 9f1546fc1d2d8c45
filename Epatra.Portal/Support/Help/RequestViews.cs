using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Proof;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Help;

/// <summary>How far a request has come, the furthest that holds.</summary>
public enum RequestState
{
    Open,
    Sent,

    /// <summary>An agent looks at it.</summary>
    Taken,

    /// <summary>The mailed code was typed.</summary>
    MailConfirmed,

    /// <summary>A reset without proof is announced.</summary>
    Announced,

    /// <summary>The wizard is open to this browser.</summary>
    Reset,
}

/// <summary>How it stands with the mailed code.</summary>
public enum MailedCode
{
    Mailed,
    Typed,

    /// <summary>Used up by wrong ones, too old, or never sent because there were too many today.</summary>
    None,

    /// <summary>A mail proves nothing for this person at this moment.</summary>
    DoesNotCount,
}

/// <summary>A request as the page shows it that waits.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Cause">What was chosen.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Mail">Of the mailed code.</param>
/// <param name="SupportCode">To be read out, in two groups; null when no agent will take it from here any more.</param>
/// <param name="CodeHeard">Whether an agent has heard it.</param>
/// <param name="Sent">Whether the desk was told.</param>
/// <param name="Note">As far as it was written.</param>
/// <param name="ResetDue">When an announced reset takes effect, in UTC.</param>
/// <param name="IsFrozen">Whether the account is frozen.</param>
public sealed record WaitingView(
    Guid Id, Cause? Cause, RequestState State, MailedCode Mail, string? SupportCode, bool CodeHeard, bool Sent, string? Note, DateTime? ResetDue, bool IsFrozen);

/// <summary>Reads the request of the browser that waits.</summary>
internal sealed class RequestViews(PortalDbContext database, HelpRequests requests, EnrollmentGrants grants, RequestSeeds seeds, Actor actor, TimeProvider time)
{
    /// <summary>Null when this browser has no open request.</summary>
    public async Task<WaitingView?> ReadAsync()
    {
        if (actor.HalfWay is not { } halfWay || await requests.FindAsync() is not { } request)
        {
            return null;
        }

        var (now, person) = (time.GetUtcNow(), halfWay.User!);
        var due = await database.Resets.Where(r => r.UserId == halfWay.UserId && r.State == ResetState.Announced).Select(r => r.DueAt).FirstOrDefaultAsync();
        var granted = await grants.FindOpenAsync(halfWay.UserId, halfWay.BrowserHash) is not null;
        var mail = Mail(request, person, time.Now());
        return new WaitingView(
            request.Id,
            request.Cause,
            State(request, mail, due, granted),
            mail,
            request.WrongSupportCodes < SupportCodes.MostWrongCodes ? SupportCode.Grouped(SupportCode.At(seeds.Unprotect(request), now)) : null,
            CallerProofs.HasSupportCode(request, time.Now()),
            request.SentAt is not null,
            request.Note,
            due,
            person.FrozenAt is not null);
    }

    private static RequestState State(HelpRequest request, MailedCode mail, DateTime? due, bool granted) =>
        granted ? RequestState.Reset
        : due is not null ? RequestState.Announced
        : mail == MailedCode.Typed ? RequestState.MailConfirmed
        : request.TakenById is not null ? RequestState.Taken
        : request.SentAt is not null ? RequestState.Sent
        : RequestState.Open;

    private static MailedCode Mail(HelpRequest request, PortalUser person, DateTime now) =>
        !CallerProofs.MailCounts(person, now) ? MailedCode.DoesNotCount
        : CallerProofs.HasMailCode(request, person, now) ? MailedCode.Typed
        : request.MailCodeHash is not null && CallerProofs.IsRecent(request.MailedAt, now) ? MailedCode.Mailed
        : MailedCode.None;
}
