using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Person;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Proof;

/// <summary>A browser of the person that waits, as an agent sees it.</summary>
/// <param name="Browser">In words; null when nothing is known of it.</param>
/// <param name="Since">When it began to wait, in UTC.</param>
/// <param name="Cause">What was chosen there.</param>
/// <param name="Note">What was written there.</param>
/// <param name="SupportCode">Whether an agent has heard its support code.</param>
/// <param name="MailCode">Whether the mailed code was typed there.</param>
/// <param name="IsClosed">Too many wrong support codes were held against it.</param>
/// <param name="Proof">What allows a reset; null for nothing.</param>
/// <param name="IsOwn">Whether it was this agent who heard its support code: what is done without the mailed code is done for that browser only.</param>
/// <param name="MayCallBack">Whether a call to the number on file may stand in for the mail code.</param>
public sealed record WaitingBrowser(
    string? Browser, DateTime Since, Cause? Cause, string? Note, bool SupportCode, bool MailCode, bool IsClosed, ResetProof? Proof, bool IsOwn, bool MayCallBack);

/// <summary>What the desk can do for a caller at this moment.</summary>
/// <param name="Current">The browser whose support code was heard last, else the newest; null when none waits.</param>
/// <param name="Others">Those that wait beside it.</param>
/// <param name="Asked">What has to be proven.</param>
/// <param name="MailCounts">Whether a mailed code proves anything.</param>
/// <param name="IsFrozen">Nobody gets in before support has ended it.</param>
/// <param name="UnderAttackUntil">In UTC; null when nobody has failed to prove to be this person lately.</param>
/// <param name="Actions">What this agent may do to this person now, in the order of the page.</param>
/// <param name="DueAt">When an announced reset takes effect, in UTC.</param>
/// <param name="ProposedBy">Who waits for agreement to a reset.</param>
internal sealed record CallerView(
    WaitingBrowser? Current, IReadOnlyList<WaitingBrowser> Others, CallerProof Asked, bool MailCounts, bool IsFrozen, DateTime? UnderAttackUntil, IReadOnlyList<DeskAction> Actions, DateTime? DueAt, string? ProposedBy);

/// <summary>Reads what is known of a caller.</summary>
internal sealed class CallerViews(PortalDbContext database, Desk desk, PersonAccess access, Resets resets, TimeProvider time, IOptions<SupportOptions> options)
{
    private static readonly TimeSpan SaidFor = TimeSpan.FromSeconds(20);

    /// <summary>What the actor has just done to this person, to be said once; null when nothing.</summary>
    public async Task<(DeskAction Action, DeskOutcome Outcome)?> JustDoneAsync(string personId)
    {
        var (agent, since) = (desk.Agent.Id, time.Now() - SaidFor);
        var note = await database.DeskNotes.AsNoTracking().Where(n => n.UserId == personId && n.AgentId == agent && n.At > since).OrderByDescending(n => n.At).FirstOrDefaultAsync();
        return note is null ? null : (note.Action, note.Outcome);
    }

    public async Task<CallerView?> ReadAsync(string personId)
    {
        var agent = desk.Agent;
        if (await access.FindAsync(personId) is not { } person || !PersonAccess.SeesAll(agent.Role, person.Role))
        {
            return null;
        }

        var now = time.Now();
        var waiting = await database.HelpRequests.AsNoTracking().TalkedWithFirst(personId, now).ToListAsync();
        var open = await OpenResets.Of(database, personId).AsNoTracking().Include(r => r.Agent).ToListAsync();
        WaitingBrowser[] browsers = [.. waiting.Select(request => Browser(request, person, now))];
        var letIn = await resets.CanBeUndone(personId).Where(r => database.EnrollmentGrants.Any(g => g.Id == r.GrantId && g.ExpiresAt > now)).Select(r => r.BrowserHash).FirstOrDefaultAsync();
        var possible = Possible(browsers.FirstOrDefault(), open, person, await resets.CanBeUndone(personId).AnyAsync(), waiting.Count > 0 && letIn == waiting[0].BrowserHash);
        return new CallerView(
            browsers.FirstOrDefault(),
            [.. browsers.Skip(1)],
            CallerProofs.Asked(person, options.Value, now),
            CallerProofs.MailCounts(person, now),
            person.FrozenAt is not null,
            person.UnderAttackUntil > now ? person.UnderAttackUntil : null,
            [.. possible.Where(action => DeskRules.MayAct(agent, person, action) && (action != DeskAction.Agree || open.Any(r => r.State == ResetState.Proposed && r.AgentId != agent.Id)))],
            open.Find(r => r.State == ResetState.Announced)?.DueAt,
            open.Find(r => r.State == ResetState.Proposed) is { } proposed ? proposed.Agent?.Name ?? Audit.AuditTexts.Erased : null);
    }

    private WaitingBrowser Browser(HelpRequest request, PortalUser person, DateTime now) => new(
        BrowserName.Of(request.UserAgent),
        request.CreatedAt,
        request.Cause,
        request.Note,
        CallerProofs.HasSupportCode(request, now),
        CallerProofs.HasMailCode(request, person, now),
        request.WrongSupportCodes >= SupportCodes.MostWrongCodes,
        CallerProofs.Of(request, person, options.Value, now),
        CallerProofs.HasSupportCode(request, now) && request.SupportCodeById == desk.Agent.Id,
        CallerProofs.MayCallBack(request, person, options.Value, now));

    private static IEnumerable<DeskAction> Possible(WaitingBrowser? current, List<AuthenticatorReset> open, PortalUser person, bool undoable, bool letIn)
    {
        var (proven, frozen) = (current?.Proof is not null, person.FrozenAt is not null);
        (DeskAction Action, bool Now)[] all =
        [
            (DeskAction.Undo, undoable),
            (DeskAction.Agree, open.Any(r => r.State == ResetState.Proposed)),
            (DeskAction.Reset, proven && !letIn),
            (DeskAction.Unfreeze, frozen && proven && !Freeze.IsByDesk(person)),
            (DeskAction.CallBack, !proven && current is { MayCallBack: true, IsOwn: true }),
            (DeskAction.CancelReset, open.Count > 0),
            (DeskAction.DelayedReset, !proven && !frozen && person.DisabledAt is null && open.Count == 0),
            (DeskAction.LiftWait, true),
            (DeskAction.PasswordLink, !frozen),
            (DeskAction.RecordRequest, true),
            (DeskAction.EndSessions, true),
            (DeskAction.FailedVerification, true),
            (DeskAction.Freeze, !Freeze.IsByDesk(person)),
            (DeskAction.SharedMailbox, true),
        ];
        return all.Where(one => one.Now).Select(one => one.Action);
    }
}
