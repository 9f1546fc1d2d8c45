using System.Security.Cryptography;
using System.Xml.Linq;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Security;

/// <summary>
/// Data-protection keys, their certificate and the database belong together. The framework makes a new key in silence when
/// it cannot read the old ones, and nobody's codes would fit any more: so this looks before anything needs a key.
/// </summary>
internal sealed partial class StartCheck(
    PortalDbContext database,
    KeyCertificate certificate,
    AuthenticatorSecrets secrets,
    IServiceProvider services,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<StartCheck> logger)
{
    /// <summary>Why the portal may not serve with this database, each with what to do about it; empty when it may.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var keys = (await database.DataProtectionKeys.AsNoTracking().Select(key => key.Xml).ToListAsync())
            .Select(XElement.Parse).Where(element => element.Name.LocalName == "key").ToList();
        var keyProblem = KeyProblem(keys);
        string?[] problems = [keyProblem, await SecretProblemAsync(keys, open: keyProblem is null), await DemoProblemAsync()];
        if (certificate.Certificate is { } given && given.NotAfter < time.GetLocalNow())
        {
            Log.Expired(logger, given.NotAfter.ToUniversalTime());
        }

        return [.. problems.OfType<string>()];
    }

    private string? KeyProblem(List<XElement> keys)
    {
        var encrypted = keys.ConvertAll(KeyEncryption.SecretOf);
        if (encrypted.OfType<XElement>().Any(secret => !IsReadable(secret)))
        {
            return certificate.Certificate is { } given
                ? $"Security:KeyCertificate (thumbprint {given.Thumbprint}) does not open the keys in the database. "
                    + "Name the certificate that this database was used with, or the database that this certificate was used with."
                : "The keys in the database are encrypted. Name the certificate that this database was used with in Security:KeyCertificate.";
        }

        return encrypted.Contains(null) && !environment.IsDevelopment()
            ? "The keys in the database are not encrypted: it was used without a certificate, and every copy of it gives its secrets away. "
                + "Begin with a new, empty database: Database:ConnectionString."
            : null;
    }

    private bool IsReadable(XElement secret)
    {
        try
        {
            new EncryptedXmlDecryptor(services).Decrypt(secret.Elements().Single());
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Each secret names a key that is there; where the keys are readable, one secret of each is opened as well.</summary>
    private async Task<string?> SecretProblemAsync(List<XElement> keys, bool open)
    {
        var known = keys.Select(key => Guid.Parse(key.Attribute("id")!.Value)).ToHashSet();
        var samples = new Dictionary<Guid, string>();
        await foreach (var secret in database.Authenticators.AsNoTracking().Select(a => a.ProtectedSecret).AsAsyncEnumerable())
        {
            samples.TryAdd(AuthenticatorSecrets.KeyId(secret), secret);
        }

        return samples.Keys.All(known.Contains) && (!open || samples.Values.All(Opens)) ? null
            : "Authenticators in the database were encrypted with keys that are not in it. Restore the database as a whole, from one backup.";
    }

    private bool Opens(string secret)
    {
        try
        {
            secrets.Unprotect(secret);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async Task<string?> DemoProblemAsync()
    {
        var demo = DemoPeople.All.Select(person => person.Email).ToList();
        return !environment.IsDevelopment() && await database.Users.AnyAsync(user => demo.Contains(user.UserName!))
            ? "The demo people are in the database, and everybody can read their password. Begin with a new, empty database: Database:ConnectionString."
            : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The certificate of Security:KeyCertificate expired at {When}; it still opens the keys, but should be replaced")]
        public static partial void Expired(ILogger logger, DateTime when);
    }
}
