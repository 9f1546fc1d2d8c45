using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Accounts;

/// <summary>
/// Another mail address, which may be a thief's: the one before is kept, hears of what happens for a while, and comes back with the
/// end of a freeze.
/// </summary>
internal sealed class AddressChange(PortalDbContext database, ILookupNormalizer normalizer, TimeProvider time)
{
    /// <summary>After a change, the new mailbox proves nothing for so long, and the one before is told as well.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    /// <summary>Whether the address came in the week before the account was frozen, with what it is frozen for, or after that.</summary>
    public static bool IsDisputed(PortalUser person) => person.EmailChangedAt >= Freeze.DisputedSince(person);

    /// <summary>The address before, while it is told as well.</summary>
    public static string? AlsoTold(PortalUser person, DateTime now) => IsRecent(person, now) || IsDisputed(person) ? person.PreviousEmail : null;

    /// <summary>Part of a transaction. Of several changes in a row the address before all of them is kept: a thief may make two.</summary>
    public void Apply(PortalUser person, string email)
    {
        var before = IsRecent(person, time.Now()) ? person.PreviousEmail ?? person.Email : person.Email;
        Set(person, email, normalizer.NormalizeEmail(before) == normalizer.NormalizeEmail(email) ? null : before);
    }

    /// <summary>Part of a transaction that ends a freeze: a disputed address gives way to the one before, unless somebody else has that by now.</summary>
    public async Task TakeBackAsync(PortalUser person, Effects effects)
    {
        var name = normalizer.NormalizeName(person.PreviousEmail);
        if (!IsDisputed(person) || person.PreviousEmail is not { } email || await database.Users.AnyAsync(u => u.NormalizedUserName == name))
        {
            return;
        }

        Set(await database.Users.SingleAsync(u => u.Id == person.Id), email, previous: null);
        Set(person, email, previous: null); // what is mailed from here on
        effects.Audit(AuditKind.EmailChanged, person.Id, "the one before, by the end of the freeze");
    }

    private static bool IsRecent(PortalUser person, DateTime now) => person.EmailChangedAt > now - Rest;

    private void Set(PortalUser person, string email, string? previous)
    {
        (person.UserName, person.NormalizedUserName) = (email, normalizer.NormalizeName(email));
        (person.Email, person.NormalizedEmail, person.EmailConfirmed) = (email, normalizer.NormalizeEmail(email), true);
        (person.PreviousEmail, person.EmailChangedAt) = (previous, time.Now());
    }
}
