using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Proof;

/// <summary>What came of a support code that was read out.</summary>
internal enum SupportCodeOutcome
{
    Accepted,

    /// <summary>A slip: it cannot be a support code. It costs nothing.</summary>
    NotACode,

    /// <summary>No browser of this person shows it, or not any more.</summary>
    Wrong,

    /// <summary>No browser of this person waits, or too many wrong codes were held against each.</summary>
    NobodyWaits,

    NotAllowed,
}

/// <summary>Holds what a caller reads out against the browsers of the person that wait.</summary>
internal sealed class SupportCodes(PortalDbContext database, Desk desk, DeskReach reach, FailureCounts failures, RequestSeeds seeds, Transactions transactions, TimeProvider time)
{
    /// <summary>Wrong codes after which a browser is no longer looked at, until its request is over: they count against it and not against the person.</summary>
    public const int MostWrongCodes = 5;

    public async Task<SupportCodeOutcome> CheckAsync(string personId, string? typed)
    {
        _ = desk.Agent;
        if (SupportCode.Normalize(typed) is not { } digits)
        {
            return SupportCodeOutcome.NotACode;
        }

        return await transactions.RunAsync(async effects =>
        {
            if (await desk.FindAgentAsync() is not { } agent
                || await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == personId) is not { } person || !DeskRules.MayAct(agent, person, DeskAction.Reset)
                || !await reach.HasAsync(person.Company))
            {
                effects.Audit(AuditKind.DeskRefused, personId, "support code");
                return SupportCodeOutcome.NotAllowed;
            }

            await failures.HoldAsync(personId);
            var waiting = await database.HelpRequests
                .Waiting(personId).Where(r => r.WrongSupportCodes < MostWrongCodes).ToListAsync();
            return waiting.Find(request => SupportCode.Fits(seeds.Unprotect(request), digits, time.GetUtcNow())) is { } shown
                ? await AcceptAsync(shown, agent.Id, effects)
                : Refuse(personId, waiting, effects);
        });
    }

    private async Task<SupportCodeOutcome> AcceptAsync(HelpRequest request, string agentId, Effects effects)
    {
        (request.SupportCodeAt, request.SupportCodeById) = (time.Now(), agentId);
        await database.HelpRequests.TakeAsync(request.Id, agentId, time.Now());
        effects.Audit(AuditKind.SupportCodeAccepted, request.UserId, $"request {request.Id}");
        HelpRequests.Tell(request, effects);
        return SupportCodeOutcome.Accepted;
    }

    private static SupportCodeOutcome Refuse(string personId, List<HelpRequest> waiting, Effects effects)
    {
        waiting.ForEach(request => request.WrongSupportCodes++);
        effects.Audit(AuditKind.SupportCodeRefused, personId, $"waiting browsers {waiting.Count}");
        return waiting.Count == 0 ? SupportCodeOutcome.NobodyWaits : SupportCodeOutcome.Wrong;
    }
}
