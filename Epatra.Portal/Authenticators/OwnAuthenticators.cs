using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Authenticators;

/// <summary>The authenticators of a person, as that person sees them.</summary>
internal sealed class OwnAuthenticators(PortalDbContext database)
{
    public async Task<IReadOnlyList<Authenticator>> ActiveAsync(string userId) => await database.Authenticators.AsNoTracking()
        .Where(a => a.UserId == userId && a.State == AuthenticatorState.Active).OrderBy(a => a.Number).ToListAsync();

    public async Task<Authenticator?> NewestAsync(string userId) => await ActiveAsync(userId) is [.., var newest] ? newest : null;

    public Task<bool> AnyBlockedAsync(string userId) => database.Authenticators.AnyAsync(a => a.UserId == userId && a.State == AuthenticatorState.Blocked);
}
