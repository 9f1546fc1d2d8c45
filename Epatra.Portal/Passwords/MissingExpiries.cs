using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Passwords;

/// <summary>Gives an end to passwords that were chosen while none expired, once they do: reminders and the forecast go by it.</summary>
internal sealed class MissingExpiries(PortalDbContext database, PasswordExpiry expiry, Transactions transactions)
{
    private const int Piece = 250;

    /// <returns>How many have got one.</returns>
    public async Task<int> SetAsync(CancellationToken stopping)
    {
        var missing = database.Users.AsNoTracking().Where(u => u.PasswordHash != null && u.PasswordExpiresAt == null).OrderBy(u => u.Id);
        var set = 0;
        while (expiry.IsOn && await missing.Take(Piece).ToListAsync(stopping) is { Count: > 0 } people)
        {
            set += await transactions.RunAsync(_ => SetAsync(people));
        }

        return set;
    }

    private async Task<int> SetAsync(List<PortalUser> people)
    {
        var set = 0;
        foreach (var (id, end) in people.Select(person => (person.Id, expiry.EndOf(person))))
        {
            set += await database.Users.Where(u => u.Id == id && u.PasswordExpiresAt == null).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, end));
        }

        return set;
    }
}
