using System.Security.Cryptography;
using System.Text;
using Epatra.Portal.Support.Help;
using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Support.Proof;

/// <summary>
/// Encrypts the seeds of requests for the database: whoever reads a copy of it can neither read out a support code nor try
/// the million mailed codes.
/// </summary>
internal sealed class RequestSeeds(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Epatra.Portal.Support.Seed.v1");

    public string New() => Convert.ToBase64String(protector.Protect(SupportCode.NewSeed()));

    public byte[] Unprotect(HelpRequest request) => protector.Unprotect(Convert.FromBase64String(request.ProtectedSeed));

    /// <summary>What stands in the row for a mailed code.</summary>
    public string Hash(HelpRequest request, string mailCode) => Convert.ToHexString(HMACSHA256.HashData(Unprotect(request), Encoding.ASCII.GetBytes($"mail code {mailCode}")));

    /// <summary>The same seed, protected by the newest key.</summary>
    public string Renew(string protectedSeed) => Convert.ToBase64String(protector.Protect(protector.Unprotect(Convert.FromBase64String(protectedSeed))));
}
