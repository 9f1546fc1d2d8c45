using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Proof;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Help;

/// <summary>Requests that only ask: of somebody without the password, and of somebody who shares a login.</summary>
internal sealed class SentRequests(
    PortalDbContext database,
    UserManager<PortalUser> users,
    AddressRequests addresses,
    FailureCounts failures,
    RequestSeeds seeds,
    RequestMails mails,
    Transactions transactions,
    Actor actor,
    TimeProvider time)
{
    /// <summary>Open requests of one kind and address in a day; to the desk more say nothing new.</summary>
    private const int MostInADay = 3;

    /// <summary>Tells the desk. An address that nobody has is told as well: the answer is the same, and takes the same time.</summary>
    /// <returns>Until when nothing is taken from this network address, in UTC; null when it was taken.</returns>
    public async Task<DateTime?> AskAsync(string email, Cause? cause, string? note)
    {
        if (addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return time.Now() + wait;
        }

        addresses.Count(actor.Address);
        if (UnicodeText.Nfc(email.Trim()) is { Length: > 0 and <= 256 } address && !address.Any(char.IsControl))
        {
            await transactions.RunAsync(async effects => await AddAsync(await users.FindByNameAsync(address), RequestKind.CannotGetIn, cause, address.ToLowerInvariant(), note, effects));
        }

        return null;
    }

    /// <summary>Asks for a login of one's own, for somebody who is known, signed in or on the way.</summary>
    /// <returns>False when so many are open that this one was not taken.</returns>
    public Task<bool> AskForOwnLoginAsync(string note) => transactions.RunAsync(effects => AddAsync(actor.User, RequestKind.OwnLogin, null, actor.User!.Email!, note, effects));

    /// <summary>The address as it is on file, or else in one spelling: others of it ask nothing new.</summary>
    private async Task<bool> AddAsync(PortalUser? person, RequestKind kind, Cause? cause, string asked, string? note, Effects effects)
    {
        await failures.HoldAsync(person?.Id ?? FailureCounts.Stranger(users.NormalizeName(asked)!)); // of many at once each sees the ones before it
        var email = person?.Email ?? asked;
        var yesterday = time.Now().AddDays(-1);
        if (await database.HelpRequests.CountAsync(r => r.Email == email && r.Kind == kind && r.SentAt > yesterday && r.EndedAt == null) >= MostInADay)
        {
            return false;
        }

        var request = database.HelpRequests.Add(new HelpRequest
        {
            UserId = person?.Id,
            Kind = kind,
            Cause = cause,
            Email = email,
            Note = RequestNote.Clean(note),
            CreatedAt = time.Now(),
            SentAt = time.Now(),
            Address = actor.Address,
            UserAgent = actor.UserAgent,
            ProtectedSeed = seeds.New(),
        }).Entity;
        effects.Audit(AuditKind.RequestSent, person?.Id, $"request {request.Id} {kind}");
        await mails.TellDeskAsync(request, person, effects);
        HelpRequests.Tell(request, effects);
        return true;
    }
}
