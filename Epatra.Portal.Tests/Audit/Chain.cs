using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Audit;

internal static class Chain
{
    /// <summary>The whole log, after every row of it was held against the one before.</summary>
    public static Task<IReadOnlyList<AuditEntry>> ReadValidAsync(PortalHost host) => host.QueryAsync(ReadValidAsync);

    /// <inheritdoc cref="ReadValidAsync(PortalHost)"/>
    public static async Task<IReadOnlyList<AuditEntry>> ReadValidAsync(PortalDbContext database)
    {
        var entries = await database.AuditEntries.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync();
        var (sequence, hash) = (0L, AuditChain.Start);
        foreach (var entry in entries)
        {
            Assert.Equal((++sequence, hash), (entry.Sequence, entry.PreviousHash));
            hash = AuditChain.Hash(entry);
            Assert.Equal(hash, entry.Hash);
            if (entry.AddressSalt is { } salt)
            {
                Assert.Equal(entry.AddressDigest, AuditChain.AddressDigest(entry.Address, salt));
            }
        }

        return entries;
    }
}
