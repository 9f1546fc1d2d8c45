using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>What came of a wish about a request.</summary>
internal enum RequestOutcome
{
    Done,

    /// <summary>Another agent has it.</summary>
    SomebodyElse,

    /// <summary>It is closed, or there is none.</summary>
    Over,

    /// <summary>This agent may not do anything about requests of this person.</summary>
    NotAllowed,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="By">The name of the agent who has it.</param>
internal sealed record RequestAnswer(RequestOutcome Outcome, string? By = null)
{
    /// <summary>Why an agent could not do what he wished, in words; null when he could. A name in it is marked for <see cref="NamedText"/>.</summary>
    public string? Problem => Outcome switch
    {
        RequestOutcome.Done => null,
        RequestOutcome.SomebodyElse => string.Format(DashboardTexts.SomebodyElse, UnicodeText.Named(By ?? AuditTexts.Somebody)),
        RequestOutcome.Over => DashboardTexts.Over,
        RequestOutcome.NotAllowed => DeskTexts.NotAllowed,
    };
}

/// <summary>Requests for help in the hands of the desk. Of two who press at once one wins, and the other is told who.</summary>
internal sealed class RequestDesk(PortalDbContext database, Transactions transactions, Desk desk, DeskReach reach, Actor actor, TimeProvider time)
{
    public Task<RequestAnswer> TakeAsync(Guid id)
    {
        var (agent, now) = (desk.Agent.Id, time.Now());
        return ChangeAsync(id, AuditKind.RequestTaken, Open(id), open => open.TakeAsync(id, agent, now));
    }

    /// <summary>For whoever has it; an administrator frees it also from the hands of somebody who has gone home.</summary>
    public Task<RequestAnswer> GiveBackAsync(Guid id)
    {
        var (agent, any) = (desk.Agent.Id, Desk.IsAdministrator(actor));
        return ChangeAsync(id, AuditKind.RequestGivenBack, Open(id).Where(r => r.TakenById != null && (any || r.TakenById == agent)), taken => taken
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.TakenById, (string?)null).SetProperty(x => x.TakenAt, (DateTime?)null)));
    }

    /// <summary>Closes a request that needs nothing more: it was answered.</summary>
    public Task<RequestAnswer> EndAsync(Guid id)
    {
        var (agent, now) = (desk.Agent.Id, time.Now());
        return ChangeAsync(id, AuditKind.RequestEnded, Open(id).Where(r => r.TakenById == null || r.TakenById == agent), open => open
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, RequestEnd.Answered)));
    }

    private IQueryable<HelpRequest> Open(Guid id) => database.HelpRequests.Where(r => r.Id == id && r.SentAt != null && r.EndedAt == null);

    /// <summary>One conditional statement decides; whom it is about stays the same.</summary>
    private Task<RequestAnswer> ChangeAsync(Guid id, AuditKind kind, IQueryable<HelpRequest> which, Func<IQueryable<HelpRequest>, Task<int>> change) =>
        transactions.RunAsync(async effects =>
        {
            var person = await database.HelpRequests.Where(r => r.Id == id).Select(r => new { Id = r.UserId, Role = (Role?)r.User!.Role, r.User.Company }).SingleOrDefaultAsync();
            if (person is not null && (await desk.FindAgentAsync() is not { } agent || !DeskRules.MayHelp(agent.Id, agent.Role, person.Id, person.Role) || !await reach.HasAsync(person.Company)))
            {
                effects.Audit(AuditKind.DeskRefused, person.Id, $"{kind} {RequestOutcome.NotAllowed} request {id}");
                return new RequestAnswer(RequestOutcome.NotAllowed);
            }

            if (person is not null && await change(which) == 1)
            {
                effects.Audit(kind, person.Id, $"request {id}");
                effects.Publish(Desk.Requests, id.ToString());
                effects.Publish(Desk.Topic(id), id.ToString());
                return new RequestAnswer(RequestOutcome.Done);
            }

            effects.Undo();
            var holders = await Open(id).Select(r => new { r.TakenById, r.TakenBy!.Name }).ToListAsync();
            return holders is not [var holder] ? new RequestAnswer(RequestOutcome.Over)
                : holder.TakenById is null || holder.TakenById == desk.Agent.Id ? new RequestAnswer(RequestOutcome.Done) // pressed twice: it is as it was wished
                : new RequestAnswer(RequestOutcome.SomebodyElse, holder.Name);
        });
}
