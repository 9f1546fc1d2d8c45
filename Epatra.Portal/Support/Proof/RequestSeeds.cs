using Epatra.Portal.Support.Help;
using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Support.Proof;

/// <summary>Encrypts the seeds of support codes for the database: whoever reads a copy of it cannot read out a code.</summary>
internal sealed class RequestSeeds(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Epatra.Portal.Support.Seed.v1");

    public string New() => Convert.ToBase64String(protector.Protect(SupportCode.NewSeed()));

    public byte[] Unprotect(HelpRequest request) => protector.Unprotect(Convert.FromBase64String(request.ProtectedSeed));

    /// <summary>The same seed, protected by the newest key.</summary>
    public string Renew(string protectedSeed) => Convert.ToBase64String(protector.Protect(protector.Unprotect(Convert.FromBase64String(protectedSeed))));
}
