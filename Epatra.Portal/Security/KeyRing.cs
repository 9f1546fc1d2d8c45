using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Security;

/// <summary>
/// The data-protection keys, which the framework renews by itself when one is first needed after its 90 days. That writes
/// to the database: within a transaction it would wait for that very transaction.
/// </summary>
internal sealed class KeyRing(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Epatra.Portal.Security.KeyRing");

    /// <summary>Renews the keys now if they have to be. Costs microseconds when they do not.</summary>
    public void Renew() => protector.Protect([]);
}
