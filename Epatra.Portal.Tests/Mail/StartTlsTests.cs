using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>A mail server that talks to nobody without encryption and password.</summary>
public sealed class StartTlsTests
{
    [Fact]
    public async Task Mail_goes_over_an_encrypted_line_to_a_server_that_is_known_with_the_right_password()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await using var server = await MailServer.StartAsync("--certificate", file, "--login", "portal:Geheim-123");
        await using var host = await PortalHost.StartAsync(DatabaseProvider.Sqlite, [.. server.Settings, ("Mail:Smtp:StartTls", "true"), ("Mail:Smtp:User", "portal"), ("Mail:Smtp:Password", "Geheim-123")]);
        await using var mistaken = await PortalHost.StartAsync(DatabaseProvider.Sqlite, [.. server.Settings, ("Mail:Smtp:StartTls", "true"), ("Mail:Smtp:User", "portal"), ("Mail:Smtp:Password", "Geheim-124")]);
        File.Delete(file);

        await host.WriteAsync(await host.AddWithNeitherAsync(), Post.Letter("private"));
        Assert.Contains("certificate", (await host.UntilAsync("private", mail => mail.LastError is not null && mail.ClaimedBy is null)).LastError);

        Trust(certificate);
        await mistaken.WriteAsync(await mistaken.AddWithNeitherAsync(), Post.Letter("mistaken"));
        var error = (await mistaken.UntilAsync("mistaken", mail => mail.LastError is not null)).LastError;
        Assert.DoesNotContain("Geheim", error);

        host.Time.Advance(OutboxService.LookEvery);
        var received = await server.NextMailAsync();
        Assert.Equal(("private", true, "portal"), (received.Subject, received.Encrypted, received.Login));
        await host.SentAsync("private");
    }

    /// <summary>As a certificate of the machine's store is; the store itself belongs to no test.</summary>
    private static void Trust(X509Certificate2 known)
    {
        var hash = known.GetCertHashString();
#pragma warning disable SYSLIB0014 // SmtpClient asks nobody else
        ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == hash;
#pragma warning restore SYSLIB0014
    }
}
