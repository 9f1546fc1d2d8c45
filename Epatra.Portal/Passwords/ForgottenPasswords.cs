using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;

namespace Epatra.Portal.Passwords;

/// <summary>Takes down who asks for a link to a new password.</summary>
internal sealed class ForgottenPasswords(
    PortalDbContext database, UserManager<PortalUser> users, AddressRequests addresses, Transactions transactions, Actor actor, TimeProvider time)
{
    /// <summary>The topic on which it is told that a link was asked for.</summary>
    public const string Topic = "forgotten-passwords";

    /// <summary>Notes that a link is asked for. That is all, whether or not anybody has the address.</summary>
    /// <returns>Until when nothing is taken from this network address, in UTC; null when it was taken.</returns>
    public async Task<DateTime?> AskAsync(string email)
    {
        if (addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return time.Now() + wait;
        }

        addresses.Count(actor.Address);
        if (UnicodeText.Nfc(email.Trim()) is { Length: <= 256 } address && !address.Any(char.IsControl))
        {
            await transactions.RunAsync(effects =>
            {
                Add(users.NormalizeName(address), effects);
                return Task.CompletedTask;
            });
        }

        return null;
    }

    /// <summary>Part of a transaction: a link for this address.</summary>
    /// <param name="address">In the spelling by which addresses are compared.</param>
    /// <param name="effects">Of the transaction.</param>
    public void Add(string address, Effects effects)
    {
        database.ForgottenPasswords.Add(new ForgottenPassword { Address = address, AskedAt = time.Now(), From = actor.Address });
        effects.Publish(Topic, "");
    }
}
