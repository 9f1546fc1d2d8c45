using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Help;

/// <summary>
/// Requests that came by mail or by telephone: an agent takes them down, and the person gets a link back that leads, with
/// the password and a mailed code, to the wizard.
/// </summary>
internal sealed class RecordedRequests(
    PortalDbContext database,
    Desk desk,
    DeskGate gate,
    RequestSeeds seeds,
    RequestMails mails,
    FailureCounts failures,
    Outbox outbox,
    Transactions transactions,
    Actor actor,
    TimeProvider time,
    IOptions<PortalOptions> portal)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    /// <summary>Nobody's mailbox is to be filled.</summary>
    private const int MostLinksInADay = 3;

    public Task<DeskOutcome> RecordAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.RecordRequest, wish, async (person, _, effects) =>
    {
        var (now, token) = (time.Now(), Token.New());
        var yesterday = now.AddDays(-1);
        if (await database.HelpRequests.CountAsync(r => r.UserId == personId && r.LinkExpiresAt != null && r.CreatedAt > yesterday) >= MostLinksInADay)
        {
            return DeskOutcome.TooOften;
        }

        await database.HelpRequests.Where(r => r.UserId == personId && r.LinkHash != null && r.EndedAt == null)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, RequestEnd.GivenUp)); // the newest link counts
        var request = database.HelpRequests.Add(new HelpRequest
        {
            UserId = personId,
            Kind = RequestKind.CannotGetIn,
            Cause = wish.Cause,
            Email = person.Email!,
            Note = wish.Note,
            CreatedAt = now,
            SentAt = now,
            ProtectedSeed = seeds.New(),
            LinkHash = Token.Hash(token),
            LinkExpiresAt = now + LinkLife,
            AgreedById = wish.AgreeBeforehand ? desk.Agent.Id : null,
            TakenById = desk.Agent.Id,
            TakenAt = now,
        }).Entity;
        effects.Audit(AuditKind.RequestRecorded, personId, $"request {request.Id} cause {wish.Cause}{(wish.AgreeBeforehand ? " agreed" : "")}");
        outbox.Add(person, () => LinkBack(person, token), effects);
        HelpRequests.Tell(request, effects);
        return DeskOutcome.Done;
    });

    /// <summary>Whether the link is the actor's own, and still works.</summary>
    public Task<bool> IsOpenAsync(string? token) => ByToken(token).AnyAsync();

    /// <summary>Ties the request to this browser and mails the code; the link works once. False when it is over.</summary>
    public Task<bool> UseAsync(string? token) => transactions.RunAsync(async effects =>
    {
        var halfWay = actor.HalfWay!;
        await failures.HoldAsync(halfWay.UserId);
        if (await ByToken(token).SingleOrDefaultAsync() is not { } request)
        {
            effects.Audit(AuditKind.RequestLinkRefused, halfWay.UserId);
            return false;
        }

        var now = time.Now();
        await database.HelpRequests.Waiting(halfWay.UserId).Where(r => r.BrowserHash == halfWay.BrowserHash)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBy, RequestEnd.GivenUp));
        (request.BrowserHash, request.Address, request.UserAgent, request.LinkHash) = (halfWay.BrowserHash, actor.Address, actor.UserAgent, null);
        effects.Audit(AuditKind.HelpRequested, halfWay.UserId, $"request {request.Id} by the link back");
        await mails.SendCodeAsync(await database.Users.AsNoTracking().SingleAsync(u => u.Id == halfWay.UserId), request, effects);
        HelpRequests.Tell(request, effects);
        return true;
    });

    private IQueryable<HelpRequest> ByToken(string? token)
    {
        var (hash, now, userId) = (Token.Hash(token ?? ""), time.Now(), actor.HalfWay?.UserId);
        return database.HelpRequests.Where(r => r.LinkHash == hash && r.LinkExpiresAt > now && r.CreatedAt <= now + Clock.Skew && r.UserId == userId && r.EndedAt == null);
    }

    private Letter LinkBack(PortalUser person, string token) => new(
        RequestTexts.BackMailSubject,
        [string.Format(AccountTexts.MailGreeting, person.Name), RequestTexts.BackMailText],
        new LetterLink(RequestTexts.BackMailAction, portal.Value.Address($"/help/back?token={token}")),
        [RequestTexts.BackMailLife]);
}
