using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>The passwords that a person had before the current one: as many as the settings say.</summary>
internal sealed class PasswordHistory(PortalDbContext database, PasswordCheck passwords, TimeProvider time, IOptions<PasswordPolicyOptions> policy)
{
    /// <summary>Whether it is the current password, or one of those kept. Each costs a slow hash.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<bool> HasAsync(PortalUser user, string password)
    {
        var old = await Newest(user.Id).Select(o => o.Hash).Take(policy.Value.History).ToListAsync();
        foreach (var hash in old.Prepend(user.PasswordHash))
        {
            if (hash is not null && await passwords.MatchesAsync(user, hash, password))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Part of the transaction that replaces the current password: keeps its hash, and no more than wanted.</summary>
    public async Task KeepAsync(string userId, string? replaced)
    {
        var beyond = await Newest(userId).Skip(Math.Max(policy.Value.History - 1, 0)).Select(o => o.Id).ToListAsync();
        await database.OldPasswords.Where(o => beyond.Contains(o.Id)).ExecuteDeleteAsync();
        if (replaced is not null && policy.Value.History > 0)
        {
            database.OldPasswords.Add(new OldPassword { UserId = userId, Hash = replaced, ReplacedAt = time.Now() });
        }
    }

    private IQueryable<OldPassword> Newest(string userId) =>
        database.OldPasswords.Where(o => o.UserId == userId).OrderByDescending(o => o.ReplacedAt).ThenBy(o => o.Id);
}
