using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Authenticators;

/// <summary>Encrypts the secrets of authenticators for the database, under a purpose of their own.</summary>
internal sealed class AuthenticatorSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Epatra.Portal.Authenticators.Secret.v1");

    public string Protect(byte[] secret) => Convert.ToBase64String(protector.Protect(secret));

    public byte[] Unprotect(string protectedSecret) => protector.Unprotect(Convert.FromBase64String(protectedSecret));

    /// <summary>Which data-protection key it needs: the framework's payload has a header of 4 bytes, then the id of the key.</summary>
    public static Guid KeyId(string protectedSecret) => new(Convert.FromBase64String(protectedSecret).AsSpan(4, 16));
}
