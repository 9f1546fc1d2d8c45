using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Security;

/// <summary>The framework's keys, which it keeps in memory for a day, read again as soon as another process has made one.</summary>
internal sealed class FreshKeyManager(IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory loggers) : IKeyManager, IDisposable
{
    private readonly XmlKeyManager keys = new(options, activator, loggers);
    private CancellationTokenSource known = new();

    /// <summary>Lets whoever needs a key next read them all from the database.</summary>
    public void Forget()
    {
        using var old = Interlocked.Exchange(ref known, new());
        old.Cancel();
    }

    public CancellationToken GetCacheExpirationToken() => CancellationTokenSource.CreateLinkedTokenSource(known.Token, keys.GetCacheExpirationToken()).Token;

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => keys.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => keys.GetAllKeys();

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => keys.RevokeAllKeys(revocationDate, reason);

    public void RevokeKey(Guid keyId, string? reason = null) => keys.RevokeKey(keyId, reason);

    public void Dispose() => known.Dispose();
}
