using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;

namespace Epatra.Portal.Security;

/// <summary>`keys create FILE`: the certificate that a portal in Production asks for.</summary>
internal static class KeysCommand
{

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The PFX file to make, outside the folder of the database." };
        var password = new Option<string?>("--password") { Description = "Protects the file; the setting Security:KeyCertificatePassword then has to name it." };
        var json = new Option<bool>("--json") { Description = "Say it in JSON." };
        var create = new Command("create", "Makes the certificate that encrypts the data-protection keys.") { file, password, json };
        create.SetAction(call => Write(call.GetRequiredValue(file), call.GetValue(password), call.GetValue(json), call.InvocationConfiguration));
        return new Command("keys", "The keys that protect cookies and authenticator secrets.") { create };
    }

    private static int Write(FileInfo file, string? password, bool json, InvocationConfiguration console)
    {
        try
        {
            using var certificate = KeyCertificate.Write(file.FullName, password, TimeProvider.System);
            console.Output.WriteLine(json
                ? JsonSerializer.Serialize(new { file = file.FullName, thumbprint = certificate.Thumbprint, notAfter = certificate.NotAfter.ToUniversalTime() }, Indented)
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
