using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Epatra.Portal.Security;

/// <summary>The certificate that encrypts the data-protection keys: its file, and whether there is one.</summary>
internal sealed class KeyCertificate(X509Certificate2? certificate)
{
    private const int RsaBits = 3072;

    /// <summary>Changing it is an act of its own; the framework decrypts with an expired one all the same.</summary>
    private const int Years = 20;

    public X509Certificate2? Certificate => certificate;

    /// <summary>Opens the file of the settings.</summary>
    /// <exception cref="CryptographicException">It is no PFX file, the password is another one, or it cannot decrypt.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static X509Certificate2 Read(string path, string? password)
    {
        var certificate = X509CertificateLoader.LoadPkcs12(File.ReadAllBytes(path), password);
        using var key = certificate.GetRSAPrivateKey(); // XML encryption knows no other kind
        return key is not null ? certificate : throw new CryptographicException("There is no RSA key in it.");
    }

    /// <summary>Makes a new one in a file that only its owner can read; a file that is there stays.</summary>
    /// <exception cref="IOException">The file is there, or its folder is not.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static X509Certificate2 Write(string path, string? password, TimeProvider time)
    {
        using var key = RSA.Create(RsaBits);
        var request = new CertificateRequest("CN=Epatra Portal data-protection keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = time.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password));
        return certificate;
    }
}
