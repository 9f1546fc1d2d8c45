using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Epatra.Portal.Data;

namespace Epatra.Portal.Security;

/// <summary>`keys create FILE`, the certificate that a portal in Production asks for, and `keys rotate`.</summary>
internal static class KeysCommand
{
    /// <param name="portal">Makes the portal whose keys they are; it is not started.</param>
    public static Command Create(Func<IHost?> portal) =>
        new("keys", "The keys that protect cookies and authenticator secrets.") { CreateFile(), Rotate(portal) };

    private static Command CreateFile()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The PFX file to make, outside the folder of the database." };
        var password = new Option<string?>("--password") { Description = "Protects the file; the setting Security:KeyCertificatePassword then has to hold it. Others on this machine can see what is typed here." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var create = new Command("create", "Makes the certificate that encrypts the data-protection keys: once, before the first start in Production, and again before it ends. Security:KeyCertificate names it; `keys rotate` takes a new one into use.") { file, password, json };
        create.SetAction(call => Write(call.GetRequiredValue(file), call.GetValue(password), call.GetValue(json), call.InvocationConfiguration));
        return create;
    }

    private static Command Rotate(Func<IHost?> portal)
    {
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var rotate = new Command("rotate", "Makes a new key, which nodes that serve take over within a minute, and encrypts by it what is in the database; keys of the certificate that Security:PreviousKeyCertificate names are encrypted with that of Security:KeyCertificate.") { json };
        rotate.SetAction((call, stopping) => CommandLine.OnDatabaseAsync(portal, call.InvocationConfiguration, async services =>
        {
            if ((await services.GetRequiredService<StartCheck>().ProblemsAsync()) is { Count: > 0 } problems)
            {
                call.InvocationConfiguration.Error.WriteLine(string.Join('\n', problems)); // a new key would not make it better
                return CommandLine.FoundWrong;
            }

            var served = await ServingLock.IsServedAsync(services.GetRequiredService<PortalDbContext>());
            var report = await services.GetRequiredService<KeyRotation>().RunAsync(served ? KeyRotation.Notice : TimeSpan.Zero, stopping);
            call.InvocationConfiguration.Output.WriteLine(call.GetValue(json) ? JsonSerializer.Serialize(report, CommandLine.Indented) : Text(report));
            return report.Unreadable == 0 ? CommandLine.Done : CommandLine.FoundWrong;
        }));
        return rotate;
    }

    private static string Text(KeyRotationReport report) =>
        $"""
        Key {report.Key} is made. {report.Renewed} secrets, requests and mails in the database are encrypted by it now.
        {report.KeysEncryptedAnew} older keys were encrypted with the previous certificate, and are with that of Security:KeyCertificate now.
        {(report.Unreadable == 0 ? "Security:PreviousKeyCertificate is not needed any more." : $"{report.Unreadable} values cannot be read: their key is not in the database.")}
        """;

    private static int Write(FileInfo file, string? password, bool json, InvocationConfiguration console)
    {
        try
        {
            using var certificate = KeyCertificate.Write(file.FullName, password, TimeProvider.System);
            console.Output.WriteLine(json
                ? JsonSerializer.Serialize(new { file = file.FullName, thumbprint = certificate.Thumbprint, notAfter = certificate.NotAfter.ToUniversalTime() }, CommandLine.Indented)
                : Explanation(file, password is not null));
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            console.Error.WriteLine(file.Exists ? $"{file.FullName} is there already, and is left as it is." : $"{file.FullName} cannot be made: {e.Message}");
            return CommandLine.FoundWrong;
        }
    }

    private static string Explanation(FileInfo file, bool hasPassword) =>
        $"""
        {file.FullName} is made. Only its owner can read it: let that be the user the portal runs as.

        Put into the settings, for instance as environment variables:
          Security__KeyCertificate={file.FullName}{(hasPassword ? "\n  Security__KeyCertificatePassword=" : "")}

        Keep a copy of it in another place than the database and its backups. Without this file nobody can use the
        authenticators in the database any more; with both, somebody who has stolen them can.
        """;
}
