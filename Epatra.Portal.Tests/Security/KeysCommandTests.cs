using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class KeysCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    private string FilePath => Path.Combine(folder.FullName, "keys.pfx");

    [Fact]
    public async Task It_makes_a_certificate_that_only_its_owner_can_read_and_says_what_to_do_with_it()
    {
        var (exitCode, output, errors) = await RunAsync("keys", "create", FilePath);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains($"Security__KeyCertificate={FilePath}\n", output);
        Assert.Contains("another place than the database and its backups", output);
        Assert.Equal("600", await Tool.RunAsync("stat", "-c", "%a", FilePath));
        using var certificate = KeyCertificate.Read(FilePath, password: null);
        using var key = certificate.GetRSAPrivateKey();
        Assert.Equal(3072, key!.KeySize);
        Assert.True(certificate.NotAfter > TimeProvider.System.GetLocalNow().AddYears(19));
    }

    [Fact]
    public async Task A_file_that_is_there_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(FilePath, "of somebody");
        var (exitCode, output, errors) = await RunAsync("keys", "create", FilePath);

        Assert.Equal((1, "", $"{FilePath} is there already, and is left as it is.\n"), (exitCode, output, errors));
        Assert.Equal("of somebody", await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task A_password_protects_the_file()
    {
        var (exitCode, output, _) = await RunAsync("keys", "create", FilePath, "--password", "Open-Sesame");

        Assert.Equal(0, exitCode);
        Assert.Contains("Security__KeyCertificatePassword=", output);
        Assert.DoesNotContain("Open-Sesame", output);
        KeyCertificate.Read(FilePath, "Open-Sesame").Dispose();
        Assert.ThrowsAny<CryptographicException>(() => KeyCertificate.Read(FilePath, password: null));
    }

    [Fact]
    public async Task It_says_it_in_json_as_well()
    {
        var (_, output, _) = await RunAsync("keys", "create", FilePath, "--json");

        using var certificate = KeyCertificate.Read(FilePath, password: null);
        var said = JsonDocument.Parse(output).RootElement;
        Assert.Equal((FilePath, certificate.Thumbprint), (said.GetProperty("file").GetString(), said.GetProperty("thumbprint").GetString()));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named_without_a_stack_trace()
    {
        var (exitCode, _, errors) = await RunAsync("keys", "create", Path.Combine(folder.FullName, "none", "keys.pfx"));

        Assert.Equal(1, exitCode);
        Assert.Contains(Path.Combine(folder.FullName, "none"), errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Theory]
    [InlineData(2, "keys", "create")]
    [InlineData(2, "keys")]
    [InlineData(2, "keys", "create", "one.pfx", "two.pfx")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "")]
    [InlineData(0, "--help")]
    [InlineData(0, "keys", "create", "--help")]
    [InlineData(0, "--environment", "Development", "keys", "--help")]
    [InlineData(0, "--environment=Development", "--Portal:Name=keys", "keys", "--help")]
    public async Task A_wrong_call_ends_with_2_and_help_with_0(int exitCode, params string[] arguments)
    {
        Assert.True(CommandLine.IsCommand(arguments));
        var (code, output, errors) = await RunAsync(arguments);

        Assert.Equal(exitCode, code);
        Assert.Equal(exitCode == 0, errors.Length == 0);
        Assert.Contains("Usage:", output);
    }

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://localhost:5080")]
    [InlineData("--environment", "Development")]
    [InlineData("--environment", "Development", "--Portal:Name", "keys")]
    [InlineData("--Portal:Name=keys")]
    public void Settings_are_no_command(params string[] arguments) => Assert.False(CommandLine.IsCommand(arguments));

    [Fact]
    public void A_certificate_without_an_rsa_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=portal.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(FilePath, certificate.Export(X509ContentType.Pfx));

        Assert.ThrowsAny<CryptographicException>(() => KeyCertificate.Read(FilePath, password: null));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, () => throw new InvalidOperationException("Keys need no portal."), output, errors);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
