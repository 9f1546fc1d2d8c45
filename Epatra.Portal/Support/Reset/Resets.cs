using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Reset;

/// <summary>Resets by an agent: on what was proven, on a call back, and their undoing.</summary>
internal sealed class Resets(
    PortalDbContext database,
    Desk desk,
    DeskGate gate,
    ResetExecution execution,
    ResetLimits limits,
    Alerts alerts,
    TimeProvider time,
    IOptions<SupportOptions> options)
{
    /// <summary>How long it can be undone, while nobody has enrolled.</summary>
    public static readonly TimeSpan Undoable = TimeSpan.FromMinutes(10);

    /// <summary>Resets for the browser that has proven enough.</summary>
    public Task<DeskOutcome> ResetAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.Reset, wish, async (person, _, effects) =>
        await CurrentAsync(personId) is { } request && CallerProofs.Of(request, person, options.Value, time.Now()) is { } proof
            ? await ResetAsync(New(person, desk.Agent.Id, request, wish.Cause, wish.Note, proof), person, request, effects)
            : DeskOutcome.NoProof);

    /// <summary>Resets after a call to the number on file, for the browser whose support code this agent heard last, and nobody else after him.</summary>
    /// <param name="personId">Whose.</param>
    /// <param name="wish">Its note says who was called, and when.</param>
    public Task<DeskOutcome> CallBackAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.CallBack, wish, async (person, _, effects) =>
        await CurrentAsync(personId) is { } request && request.SupportCodeById == desk.Agent.Id && CallerProofs.MayCallBack(request, person, options.Value, time.Now())
            ? await ResetAsync(New(person, desk.Agent.Id, request, wish.Cause, wish.Note, ResetProof.CallBack), person, request, effects)
            : DeskOutcome.NoProof);

    /// <summary>
    /// Part of the transaction in which the mailed code was typed behind the link of a request on which an agent has agreed
    /// beforehand. False when it is for an agent to decide after all; whatever proof is asked for, what was agreed to holds as long as the link.
    /// </summary>
    public async Task<bool> AgreedAsync(HelpRequest request, PortalUser person, Effects effects)
    {
        var agent = await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == request.AgreedById && u.DisabledAt == null && u.FrozenAt == null);
        if (agent is null || !(request.LinkExpiresAt > time.Now()) || !DeskRules.MayAct(agent, person, DeskAction.Reset) || !await DeskReach.HasAsync(database, agent, person)
            || CallerProofs.Of(request, person, options.Value, time.Now()) is not { } proof)
        {
            return false;
        }

        var reset = New(person, agent.Id, request, request.Cause ?? Cause.Other, request.Note ?? "", proof == ResetProof.Both ? proof : ResetProof.Link);
        return await ResetAsync(reset, person, request, effects) is DeskOutcome.Done or DeskOutcome.Reopened;
    }

    /// <summary>Another agent, or an administrator, agrees to a reset above a limit; the proof still has to hold.</summary>
    public Task<DeskOutcome> AgreeAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.Agree, wish, async (person, _, effects) =>
    {
        if (await database.Resets.SingleOrDefaultAsync(r => r.UserId == personId && r.State == ResetState.Proposed) is not { } reset)
        {
            return DeskOutcome.NothingToDo;
        }

        if (reset.AgentId == desk.Agent.Id)
        {
            return DeskOutcome.NotAllowed;
        }

        var request = await database.HelpRequests.SingleOrDefaultAsync(r => r.Id == reset.RequestId && r.EndedAt == null);
        if (request is null || !StillHolds(reset.Proof, request, person))
        {
            return DeskOutcome.NoProof;
        }

        reset.AgreedById = desk.Agent.Id;
        await DoAsync(reset, person, request, effects);
        return DeskOutcome.Done;
    });

    /// <summary>Takes the last reset back.</summary>
    public Task<DeskOutcome> UndoAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.Undo, wish, async (person, _, effects) =>
    {
        if (await CanBeUndone(personId).FirstOrDefaultAsync() is not { } reset)
        {
            return DeskOutcome.NothingToDo;
        }

        if (!await execution.UndoAsync(reset, effects))
        {
            effects.Undo();
            return DeskOutcome.NothingToDo;
        }

        await HelpRequests.VoidProofsAsync(database, personId, effects);
        effects.Audit(AuditKind.ResetUndone, personId, $"reset {reset.Id}");
        alerts.Tell(person, () => Help.RequestTexts.UndoneMailSubject, () => Help.RequestTexts.UndoneMailText, effects);
        await TellAsync(reset, effects);
        return DeskOutcome.Done;
    });

    /// <summary>The reset that can still be undone. The time counts from the newest grant: a reset that was opened anew can be undone as long again.</summary>
    public IQueryable<AuthenticatorReset> CanBeUndone(string personId)
    {
        var since = time.Now() - Undoable;
        return Unused(personId).Where(r => database.EnrollmentGrants.Any(g => g.Id == r.GrantId && g.CreatedAt > since));
    }

    private async Task<DeskOutcome> ResetAsync(AuthenticatorReset reset, PortalUser person, HelpRequest request, Effects effects)
    {
        if (await Unused(person.Id).FirstOrDefaultAsync() is { } earlier)
        {
            await ReopenAsync(earlier, reset, person, request, effects);
            return DeskOutcome.Reopened;
        }

        database.Resets.Add(reset);
        if (!await limits.AreReachedAsync(reset.AgentId!, person.Id))
        {
            await DoAsync(reset, person, request, effects);
            return DeskOutcome.Done;
        }

        await OpenResets.CancelAsync(database, person.Id, time.Now(), effects); // a newer wish takes the place of an older one
        effects.Audit(AuditKind.ResetProposed, person.Id, $"reset {reset.Id} proof {reset.Proof} cause {reset.Cause}");
        effects.Publish(Desk.Requests, "");
        return DeskOutcome.NeedsAgreement;
    }

    private async Task ReopenAsync(AuthenticatorReset earlier, AuthenticatorReset wish, PortalUser person, HelpRequest request, Effects effects)
    {
        earlier.BrowserHash = request.BrowserHash;
        earlier.GrantId = await execution.OpenAsync(person, request.BrowserHash, ResetExecution.ForBrowser, time.Now(), effects);
        effects.Audit(AuditKind.ResetReopened, person.Id, $"reset {earlier.Id} agent {wish.AgentId} proof {wish.Proof} cause {wish.Cause}");
        alerts.Tell(person, () => Help.RequestTexts.ResetMailSubject, () => Help.RequestTexts.ResetMailText, effects);
        HelpRequests.Tell(request, effects);
    }

    private async Task DoAsync(AuthenticatorReset reset, PortalUser person, HelpRequest request, Effects effects)
    {
        await execution.DoAsync(reset, person, effects);
        await database.HelpRequests.TakeAsync(request.Id, reset.AgentId, reset.DoneAt!.Value);
        HelpRequests.Tell(request, effects);
    }

    /// <summary>A reset that nobody has enrolled with yet: new proof opens it anew, here or in another browser.</summary>
    private IQueryable<AuthenticatorReset> Unused(string personId) => database.Resets
        .Where(r => r.UserId == personId && r.State == ResetState.Done && database.EnrollmentGrants.Any(g => g.Id == r.GrantId && g.UsedAt == null))
        .Where(_ => !database.Authenticators.Any(a => a.UserId == personId && (a.State == AuthenticatorState.Active || a.State == AuthenticatorState.Blocked)))
        .OrderByDescending(r => r.DoneAt);

    /// <summary>The browser that the agent sees on the page, and no other.</summary>
    private Task<HelpRequest?> CurrentAsync(string personId) => database.HelpRequests.TalkedWithFirst(personId, time.Now()).FirstOrDefaultAsync();

    private bool StillHolds(ResetProof proof, HelpRequest request, PortalUser person) => proof == ResetProof.CallBack
        ? CallerProofs.MayCallBack(request, person, options.Value, time.Now())
        : CallerProofs.Of(request, person, options.Value, time.Now()) is not null;

    private AuthenticatorReset New(PortalUser person, string agentId, HelpRequest request, Cause cause, string note, ResetProof proof) => new()
    {
        UserId = person.Id,
        AgentId = agentId,
        RequestId = request.Id,
        BrowserHash = request.BrowserHash,
        Cause = cause,
        Note = note,
        Proof = proof,
        AskedAt = time.Now(),
        State = ResetState.Proposed,
    };

    private async Task TellAsync(AuthenticatorReset reset, Effects effects)
    {
        if (await database.HelpRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == reset.RequestId) is { } request)
        {
            HelpRequests.Tell(request, effects);
        }
    }
}
