using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Reset;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People;

/// <summary>
/// Deletes a person: names, secrets, sessions, mails and all that hangs on them. The audit log keeps ids and its chain; network
/// addresses in it are erased. Notes that the person wrote about others as an agent stay, without the name.
/// </summary>
internal sealed class PersonRemoval(PortalDbContext database, Revocations revocations, ILookupNormalizer normalizer, TimeProvider time)
{
    /// <summary>Part of a transaction that holds the person.</summary>
    public async Task<PersonOutcome> RemoveAsync(string id, Effects effects)
    {
        await revocations.EndEverythingAsync(id, exceptSession: null, RevocationReason.Lock, effects); // open circuits end with their sessions
        await OpenResets.CancelAsync(database, id, time.Now(), effects);
        await DeleteByAddressAsync(id);
        await database.PasswordLinks.Where(l => l.UserId == id).ExecuteDeleteAsync();
        await database.EmailLinks.Where(l => l.UserId == id).ExecuteDeleteAsync();
        await database.OldPasswords.Where(o => o.UserId == id).ExecuteDeleteAsync();
        await database.ExpiryReminders.Where(r => r.UserId == id).ExecuteDeleteAsync();
        await database.NotMeLinks.Where(l => l.UserId == id).ExecuteDeleteAsync();
        await database.AuditEntries.Where(e => e.ActorId == id || (e.SubjectId == id && e.ActorId == null))
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.Address, (string?)null).SetProperty(x => x.AddressSalt, (string?)null));
        await database.FailureCounts.Where(c => c.Subject == id).ExecuteDeleteAsync();
        await database.Users.Where(u => u.Id == id).ExecuteDeleteAsync(); // the rest goes with it
        effects.Audit(AuditKind.PersonDeleted, id);
        effects.Publish(Desk.Requests, "");
        effects.Publish(Invitations.Topic, "");
        return PersonOutcome.Done;
    }

    /// <summary>
    /// What is found by the address of now or by the one before, as well as by the id; nothing of somebody else who had the
    /// one or has the other by now.
    /// </summary>
    private async Task DeleteByAddressAsync(string id)
    {
        var person = await database.Users.AsNoTracking().SingleAsync(u => u.Id == id);
        var previous = normalizer.NormalizeName(person.PreviousEmail);
        var isAnothers = await database.Users.AnyAsync(u => u.Id != id && u.NormalizedUserName == previous);
        string[] known = [.. new[] { person.Email, isAnothers ? null : person.PreviousEmail }.OfType<string>()];
        string[] emails = [.. known, .. known.Select(email => email.ToLowerInvariant())]; // a request of before the account
        string[] addresses = [.. known.Select(normalizer.NormalizeName).OfType<string>()];
        await database.OutboxMails.Where(m => m.UserId == id).ExecuteDeleteAsync();
        await database.OutboxMails.Where(m => m.UserId == null && emails.Contains(m.ReplyTo)).ExecuteDeleteAsync(); // the desk's about the person
        await database.ForgottenPasswords.Where(f => addresses.Contains(f.Address)).ExecuteDeleteAsync();
        await database.HelpRequests.Where(r => r.UserId == id || (r.UserId == null && emails.Contains(r.Email))).ExecuteDeleteAsync();
        foreach (var address in addresses)
        {
            await database.LinesOf(address).ExecuteDeleteAsync();
        }
    }
}
