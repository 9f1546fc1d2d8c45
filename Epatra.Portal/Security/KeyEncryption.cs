using System.Xml.Linq;
using Epatra.Portal.Data;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Security;

/// <summary>Under which certificate the keys in the database are encrypted.</summary>
internal sealed class KeyEncryption(PortalDbContext database, KeyCertificate certificate, IServiceProvider services, ILoggerFactory loggers)
{
    private static readonly XName EncryptedSecret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");

    /// <summary>What is encrypted in a key; null for a key that is not.</summary>
    public static XElement? SecretOf(XElement key) => key.Descendants(EncryptedSecret).FirstOrDefault();

    /// <summary>How many keys only an earlier certificate opens.</summary>
    public async Task<int> CountEarlierAsync() => (await database.DataProtectionKeys.AsNoTracking().ToListAsync()).Count(IsEarlier);

    /// <summary>Part of a transaction: encrypts those with the certificate of the settings. The keys stay what they are.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RenewAsync()
    {
        var earlier = (await database.DataProtectionKeys.AsNoTracking().ToListAsync()).FindAll(IsEarlier);
        foreach (var row in earlier)
        {
            var (key, encryptor) = (XElement.Parse(row.Xml), new CertificateXmlEncryptor(certificate.Certificate!, loggers));
            var encrypted = SecretOf(key)!.Elements().Single();
            encrypted.ReplaceWith(encryptor.Encrypt(new EncryptedXmlDecryptor(services).Decrypt(encrypted)).EncryptedElement);
            var xml = key.ToString(SaveOptions.DisableFormatting);
            await database.DataProtectionKeys.Where(k => k.Id == row.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.Xml, xml));
        }

        return earlier.Count;
    }

    /// <summary>Each names the certificate that opens it.</summary>
    private bool IsEarlier(DataProtectionKey row) => certificate.Certificate is { } own && SecretOf(XElement.Parse(row.Xml)) is { } secret
        && !secret.Value.Contains(Convert.ToBase64String(own.RawData), StringComparison.Ordinal);
}
