using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Reset;

/// <summary>
/// Resets without proof: announced at once, wherever the person can hear of it, and taking effect hours later unless
/// somebody stops them with one click.
/// </summary>
internal sealed partial class DelayedResets(
    PortalDbContext database,
    Desk desk,
    DeskGate gate,
    ResetExecution execution,
    FailureCounts failures,
    AddressFailures addresses,
    Outbox outbox,
    Transactions transactions,
    Actor actor,
    TimeProvider time,
    IOptions<SupportOptions> support,
    IOptions<PortalOptions> portal,
    ILogger<DelayedResets> logger)
{
    /// <summary>A mail that left a moment later announced it in time.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    public Task<DeskOutcome> AnnounceAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.DelayedReset, wish, async (person, _, effects) =>
    {
        if (!IsInUse(person) || await OpenResets.Of(database, personId).AnyAsync())
        {
            return IsInUse(person) ? DeskOutcome.NothingToDo : DeskOutcome.NoProof; // the end of a freeze takes proof, not patience
        }

        var (request, token) = (await HeardAsync(personId), Token.New());
        var (now, due) = (time.Now(), time.Now().AddHours(support.Value.DelayHours));
        var reset = database.Resets.Add(new AuthenticatorReset
        {
            UserId = personId,
            AgentId = desk.Agent.Id,
            RequestId = request?.Id,
            BrowserHash = request?.BrowserHash,
            Cause = wish.Cause,
            Note = wish.Note,
            Proof = ResetProof.Delay,
            AskedAt = now,
            State = ResetState.Announced,
            DueAt = due,
            CancelHash = Token.Hash(token),
        }).Entity;
        await NoteDueAsync(personId, due);
        effects.Audit(AuditKind.ResetAnnounced, personId, $"reset {reset.Id} cause {wish.Cause} due {due:yyyy-MM-ddTHH:mm:ssZ}");
        reset.AnnouncementId = outbox.AddEverywhere(person, () => Announcement(person, due, token), effects);
        Tell(reset, effects);
        return DeskOutcome.Announced;
    });

    public Task<bool> IsOpenAsync(string? token) => ByToken(token).AnyAsync();

    /// <summary>The person stops it, signed in.</summary>
    public Task<bool> CancelOwnAsync() => CancelAsync(Announced().Where(r => actor.Session != null && r.UserId == actor.Session.UserId), "by the person");

    /// <summary>The person stops it, by the link of the mail.</summary>
    /// <returns>Whether it was stopped; and until when worthless links from this network address have to wait, in UTC.</returns>
    public async Task<(bool Cancelled, DateTime? PausedUntil)> CancelAsync(string token)
    {
        if (!await IsOpenAsync(token) && addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return (false, time.Now() + wait);
        }

        if (await CancelAsync(ByToken(token), "by the mailed link"))
        {
            return (true, null);
        }

        addresses.Count(actor.Address);
        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.ResetLinkRefused, null);
            return Task.CompletedTask;
        });
        return (false, null);
    }

    /// <summary>An agent takes back what was announced, or what still needed agreement.</summary>
    public Task<DeskOutcome> CancelForAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.CancelReset, wish, async (_, _, effects) =>
        await OpenResets.CancelAsync(database, personId, time.Now(), effects) > 0 ? DeskOutcome.Done : DeskOutcome.NothingToDo);

    /// <summary>Does what is due. Two nodes may do it at once: the one that gets the row does it.</summary>
    public async Task DoDueAsync(CancellationToken stopping)
    {
        var now = time.Now();
        var latest = now.AddHours(-support.Value.DelayHours) + Slack;
        var due = await Announced().Where(r => r.DueAt <= now && !database.OutboxMails.Any(m => m.Id == r.AnnouncementId && (m.SentAt == null || m.SentAt > latest) && m.FailedAt == null)).OrderBy(r => r.DueAt).Select(r => new { r.Id, r.UserId }).ToListAsync(stopping);
        foreach (var one in due.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            try
            {
                await DoAsync(one.Id, one.UserId);
            }
            catch (Exception e) when (!e.IsDatabaseAway())
            {
                Log.Failed(logger, one.Id, e); // what is wrong with one does not keep the others waiting
                database.ChangeTracker.Clear();
            }
        }
    }

    private Task DoAsync(Guid id, string userId) => transactions.RunAsync(async effects =>
    {
        await failures.HoldAsync(userId);
        if (await Announced().SingleOrDefaultAsync(r => r.Id == id) is { } reset)
        {
            await NoteDueAsync(userId, null);
            await DoAsync(reset, effects);
            Tell(reset, effects);
        }
    });

    /// <summary>Judged again: hours have gone by, and a mail that nobody got announced nothing.</summary>
    private async Task DoAsync(AuthenticatorReset reset, Effects effects)
    {
        var person = await database.Users.AsNoTracking().SingleAsync(u => u.Id == reset.UserId);
        var agent = await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == reset.AgentId);
        var wasToldNobody = await database.OutboxMails.AnyAsync(m => m.Id == reset.AnnouncementId && m.FailedAt != null);
        if (!wasToldNobody && IsInUse(person) && agent is { DisabledAt: null, FrozenAt: null } && DeskRules.MayAct(agent, person, DeskAction.DelayedReset)
            && await DeskReach.HasAsync(database, agent, person))
        {
            await execution.DoAsync(reset, person, effects);
            return;
        }

        (reset.State, reset.EndedAt) = (ResetState.Cancelled, time.Now());
        effects.Audit(AuditKind.DeskRefused, reset.UserId, $"reset {reset.Id} at its time");
    }

    /// <summary>What an administrator has locked is not opened by waiting either: whoever waited would be the first in it once it is unlocked.</summary>
    private static bool IsInUse(PortalUser person) => person is { FrozenAt: null, DisabledAt: null };

    private static void Tell(AuthenticatorReset reset, Effects effects)
    {
        effects.Publish(Desk.Requests, "");
        effects.Publish(OpenResets.Topic(reset.UserId), "");
        if (reset.RequestId is { } request)
        {
            effects.Publish(Desk.Topic(request), "");
        }
    }

    private Task<bool> CancelAsync(IQueryable<AuthenticatorReset> which, string how) => transactions.RunAsync(async effects =>
    {
        if (await which.AsNoTracking().FirstOrDefaultAsync() is not { } found)
        {
            return false;
        }

        await failures.HoldAsync(found.UserId);
        if (await which.FirstOrDefaultAsync(r => r.Id == found.Id) is not { } reset)
        {
            return false; // it has just taken effect
        }

        (reset.State, reset.EndedAt) = (ResetState.Cancelled, time.Now());
        await NoteDueAsync(reset.UserId, null);
        effects.Audit(AuditKind.ResetCancelled, reset.UserId, $"reset {reset.Id} {how}");
        Tell(reset, effects);
        return true;
    });

    private Letter Announcement(PortalUser person, DateTime due, string token) => new(
        Help.RequestTexts.DelayMailSubject,
        [string.Format(AccountTexts.MailGreeting, person.Name), string.Format(Help.RequestTexts.DelayMailText, LocalTime.DayAndTime(due, portal.Value.Zone)), Help.RequestTexts.DelayMailNotYou],
        new LetterLink(Help.RequestTexts.DelayMailAction, portal.Value.Address($"/cancel-reset?token={token}")));

    /// <summary>For the banner on every page, which asks no question of its own.</summary>
    private Task<int> NoteDueAsync(string userId, DateTime? due) =>
        database.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(u => u.SetProperty(x => x.ResetDueAt, due));

    /// <summary>The browser whose support code this agent has heard: the reset is for it alone. What another caller read to another agent is not of this call.</summary>
    private async Task<HelpRequest?> HeardAsync(string personId)
    {
        var (since, agent) = (time.Now() - CallerProofs.Life, desk.Agent.Id);
        return await database.HelpRequests.AsNoTracking().TalkedWithFirst(personId, time.Now()).FirstOrDefaultAsync(r => r.SupportCodeAt > since && r.SupportCodeById == agent);
    }

    private IQueryable<AuthenticatorReset> Announced() => database.Resets.Where(r => r.State == ResetState.Announced);

    private IQueryable<AuthenticatorReset> ByToken(string? token)
    {
        var hash = Token.Hash(token ?? "");
        return Announced().Where(r => r.CancelHash == hash);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The reset {Id} that is due could not be done")]
        public static partial void Failed(ILogger logger, Guid id, Exception exception);
    }
}
