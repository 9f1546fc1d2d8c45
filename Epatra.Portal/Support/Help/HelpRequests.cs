using System.Security.Cryptography;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Proof;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Help;

/// <summary>What came of a mailed code that was typed.</summary>
internal enum MailCodeOutcome
{
    Accepted,

    /// <summary>Accepted, and an agent had agreed beforehand: the wizard is open.</summary>
    AcceptedAndReset,

    Wrong,

    /// <summary>Too many wrong codes: this one is void, there has to be a new one.</summary>
    Void,

    /// <summary>Older than two hours, or there is none.</summary>
    Over,
}

/// <summary>The request of somebody who waits with the password given: one a browser, until there is an end to it.</summary>
internal sealed class HelpRequests(
    PortalDbContext database,
    FailureCounts failures,
    RequestSeeds seeds,
    RequestMails mails,
    Resets resets,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    /// <summary>Wrong codes that one mailed code survives.</summary>
    private const int MostWrongCodes = 5;

    /// <summary>Browsers of one person that wait: the password alone opens one after another.</summary>
    private const int MostWaiting = 10;

    private HalfWaySignIn HalfWay => actor.HalfWay ?? throw new InvalidOperationException("A request of this kind is only made after the password.");

    /// <summary>The open request of this browser; null when it has none.</summary>
    public async Task<HelpRequest?> FindAsync() => await Own().AsNoTracking().SingleOrDefaultAsync() is { } request && !IsClosed(request) ? request : null;

    /// <summary>Another browser of the person that waits as well; null when there is none.</summary>
    public Task<HelpRequest?> FindElsewhereAsync()
    {
        var (browser, since) = (HalfWay.BrowserHash, time.Now() - CallerProofs.Life);
        return database.HelpRequests.AsNoTracking().Waiting(HalfWay.UserId).Where(r => r.BrowserHash != browser && r.CreatedAt > since)
            .OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync();
    }

    /// <summary>Whether an agent has just said that the request of this browser is done.</summary>
    public Task<bool> WasAnsweredAsync()
    {
        var (userId, browser, since) = (HalfWay.UserId, HalfWay.BrowserHash, time.Now() - CallerProofs.Life);
        return database.HelpRequests.AnyAsync(r => r.UserId == userId && r.BrowserHash == browser && r.EndedBy == RequestEnd.Answered && r.EndedAt > since);
    }

    /// <summary>Opens the request of this browser, or notes another cause; a code goes to the mailbox when none is under way.</summary>
    /// <param name="cause">What was chosen.</param>
    /// <param name="note">As far as it is written: it is kept, whatever else is done.</param>
    public Task OpenAsync(Cause cause, string? note = null) => HeldAsync(async (person, effects) =>
    {
        var request = await FindAsync(note);
        if (request is not null && IsClosed(request))
        {
            (request.EndedAt, request.EndedBy) = (time.Now(), RequestEnd.GivenUp);
            await database.SaveChangesAsync(); // its place is free for the next
            request = null;
        }

        if (request is null)
        {
            await MakeRoomAsync(effects);
            request = database.HelpRequests.Add(New()).Entity;
            effects.Audit(AuditKind.HelpRequested, request.UserId, $"request {request.Id} cause {cause}");
        }

        request.Cause = cause;
        if (!IsCodeUnderWay(request) && !CallerProofs.HasMailCode(request, person, time.Now()))
        {
            await mails.SendCodeAsync(person, request, effects);
        }

        Tell(request, effects);
        return true;
    });

    private async Task MakeRoomAsync(Effects effects) =>
        End((await database.HelpRequests.Waiting(HalfWay.UserId).ToListAsync()).MakingRoom(MostWaiting - 1, actor.Address), RequestEnd.GivenUp, time.Now(), effects);

    /// <summary>Mails a new code; the one before is void. False when there were too many.</summary>
    /// <param name="note">As far as it is written: it is kept, whatever else is done.</param>
    public Task<bool> MailAgainAsync(string? note) => HeldAsync(async (person, effects) =>
        await FindAsync(note) is { } request && await mails.SendCodeAsync(person, request, effects));

    /// <summary>Tells the desk.</summary>
    public Task SendAsync(string? note) => HeldAsync(async (person, effects) =>
    {
        if (await FindAsync(note) is { SentAt: null } request)
        {
            request.SentAt = time.Now();
            effects.Audit(AuditKind.RequestSent, request.UserId, $"request {request.Id}");
            await mails.TellDeskAsync(request, person, effects);
            Tell(request, effects);
        }

        return true;
    });

    /// <summary>Takes the mailed code, in the browser that asked for it and nowhere else.</summary>
    public Task<MailCodeOutcome> TypeMailCodeAsync(string? typed, string? note) => HeldAsync(async (person, effects) =>
    {
        var request = await FindAsync(note);
        if (request is null || !IsCodeUnderWay(request))
        {
            return MailCodeOutcome.Over;
        }

        return Totp.Normalize(typed) is not { } code ? MailCodeOutcome.Wrong // not six digits: nobody guesses that way
            : CryptographicOperations.FixedTimeEquals(Bytes(seeds.Hash(request, code)), Bytes(request.MailCodeHash!)) ? await AcceptAsync(request, person, effects)
            : Refuse(request, effects);
    });

    /// <summary>Tells the page that waits, and the desk.</summary>
    public static void Tell(HelpRequest request, Effects effects)
    {
        effects.Publish(Desk.Topic(request.Id), "");
        effects.Publish(Desk.Requests, "");
        if (request.UserId is { } userId)
        {
            effects.Publish(AuditLog.TopicOf(userId), "");
        }
    }

    /// <summary>
    /// Part of a transaction that holds the person's count, after which nothing that was proven may count: a freeze, a failed
    /// verification, a reset that was taken back, a lock, another role.
    /// </summary>
    public static async Task VoidProofsAsync(PortalDbContext database, string userId, Effects effects)
    {
        foreach (var request in await database.HelpRequests.Where(r => r.UserId == userId && r.EndedAt == null).ToListAsync())
        {
            (request.SupportCodeAt, request.SupportCodeById, request.MailCodeAt, request.MailCodeHash) = (null, null, null, null);
            (request.AgreedById, request.LinkHash) = (null, null);
            Tell(request, effects);
        }
    }

    /// <summary>Part of a transaction in which somebody got in by this browser: it waits no more. Others with the same login may.</summary>
    public static Task EndAsync(PortalDbContext database, HalfWaySignIn halfWay, DateTime now, Effects effects) =>
        EndAsync(database.HelpRequests.Waiting(halfWay.UserId).Where(r => r.BrowserHash == halfWay.BrowserHash), RequestEnd.SignedIn, now, effects);

    /// <summary>Part of a transaction in which the person got a new authenticator: nobody waits any more.</summary>
    public static Task EndAsync(PortalDbContext database, string userId, DateTime now, Effects effects) =>
        EndAsync(database.HelpRequests.Where(r => r.UserId == userId && r.Kind == RequestKind.CannotGetIn && r.EndedAt == null), RequestEnd.Enrolled, now, effects);

    private static async Task EndAsync(IQueryable<HelpRequest> requests, RequestEnd by, DateTime now, Effects effects) => End(await requests.ToListAsync(), by, now, effects);

    private static void End(IEnumerable<HelpRequest> requests, RequestEnd by, DateTime now, Effects effects)
    {
        foreach (var request in requests)
        {
            (request.EndedAt, request.EndedBy) = (now, by);
            effects.Audit(AuditKind.RequestEnded, request.UserId, $"request {request.Id} {by}");
            Tell(request, effects);
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private async Task<MailCodeOutcome> AcceptAsync(HelpRequest request, PortalUser person, Effects effects)
    {
        (request.MailCodeAt, request.MailCodeHash) = (time.Now(), null);
        effects.Audit(AuditKind.MailCodeAccepted, request.UserId, $"request {request.Id}");
        Tell(request, effects);
        return await resets.AgreedAsync(request, person, effects) ? MailCodeOutcome.AcceptedAndReset : MailCodeOutcome.Accepted;
    }

    private static MailCodeOutcome Refuse(HelpRequest request, Effects effects)
    {
        request.WrongMailCodes++;
        effects.Audit(AuditKind.MailCodeRefused, request.UserId, $"request {request.Id}");
        if (request.WrongMailCodes < MostWrongCodes)
        {
            return MailCodeOutcome.Wrong;
        }

        request.MailCodeHash = null;
        return MailCodeOutcome.Void;
    }

    /// <summary>One at a time for each person, over all tabs, browsers and nodes; the person as it is by then.</summary>
    private Task<T> HeldAsync<T>(Func<PortalUser, Effects, Task<T>> work) => transactions.RunAsync(async effects =>
    {
        await failures.HoldAsync(HalfWay.UserId);
        return await work(await database.Users.AsNoTracking().SingleAsync(u => u.Id == HalfWay.UserId), effects);
    });

    /// <summary>Too many wrong support codes were held against it, and that is a while ago.</summary>
    private bool IsClosed(HelpRequest request) => request.WrongSupportCodes >= SupportCodes.MostWrongCodes && request.CreatedAt < time.Now() - CallerProofs.Life;

    private bool IsCodeUnderWay(HelpRequest request) =>
        request.MailCodeHash is not null && CallerProofs.IsRecent(request.MailedAt, time.Now());

    private async Task<HelpRequest?> FindAsync(string? note)
    {
        var request = await Own().SingleOrDefaultAsync();
        if (request is { SentAt: null })
        {
            request.Note = RequestNote.Clean(note);
        }

        return request;
    }

    private IQueryable<HelpRequest> Own()
    {
        var browser = HalfWay.BrowserHash;
        return database.HelpRequests.Waiting(HalfWay.UserId).Where(r => r.BrowserHash == browser);
    }

    private HelpRequest New() => new()
    {
        UserId = HalfWay.UserId,
        Kind = RequestKind.CannotGetIn,
        Email = HalfWay.User!.Email!,
        CreatedAt = time.Now(),
        BrowserHash = HalfWay.BrowserHash,
        Address = actor.Address,
        UserAgent = actor.UserAgent,
        ProtectedSeed = seeds.New(),
    };
}
