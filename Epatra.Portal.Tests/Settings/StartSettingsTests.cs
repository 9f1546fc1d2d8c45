using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Settings;

/// <summary>The built portal as a process: what it says and how it ends with wrong settings.</summary>
public sealed class StartSettingsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    [Fact]
    public async Task One_message_names_every_wrong_key_and_what_is_allowed()
    {
        var (exitCode, output, errors) = await RunAsync(
            ("Database__Provider", "Oracle"), ("SignIn__IdleMinutes", "abc"), ("Portal__DefaultLanguage", "de"), ("Portal__TimeZone", "Mars"),
            ("Passwords__Iterations", "1"), ("Portal__PublicUrl", "nonsense"));

        Assert.Equal((2, ""), (exitCode, output));
        var lines = errors.TrimEnd('\n').Split('\n');
        Assert.Equal("The portal does not start, because these settings are wrong:", lines[0]);
        Assert.Equal(
            [
                "  Database:Provider = \"Oracle\": allowed is Sqlite or PostgreSql",
                "  Passwords:Iterations = \"1\": allowed is a whole number from 1000 to 10000000",
                "  Portal:DefaultLanguage = \"de\": allowed is nl, fr or en",
                "  Portal:PublicUrl = \"nonsense\": allowed is an address that begins with http:// or https://",
                "  Portal:TimeZone = \"Mars\": allowed is a time zone such as Europe/Brussels",
                "  SignIn:IdleMinutes = \"abc\": allowed is a whole number of minutes from 1 to 1440",
            ],
            lines.Skip(1).Order(StringComparer.Ordinal));
        Assert.Empty(folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task Production_names_all_that_it_misses_in_one_message_and_makes_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "no.pfx"), "no certificate");
        var (exitCode, output, errors) = await RunAsync(
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("Portal__Demo", "true"), ("Security__KeyCertificate", $"{folder.FullName}/no.pfx"),
            ("Mail__From", "nobody"), ("ASPNETCORE_URLS", "http://0.0.0.0:0"));

        Assert.Equal((2, ""), (exitCode, output));
        string[] keys = ["Mail:From", "Mail:PickupDirectory", "Portal:Demo", "Portal:PublicUrl", "Security:KeyCertificate", "urls"];
        Assert.Equal(keys, errors.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.TrimStart().Split(" = ")[0]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("   at ", errors);
        Assert.Single(folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task The_first_command_of_the_readme_runs_in_development_with_the_settings_at_the_root()
    {
        await using var portal = PortalProcess.Run(("Database__ConnectionString", $"Data Source={folder.FullName}/data/portal.db"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        using var visitor = new Visitor(await portal.AddressAsync());
        await portal.LineAsync("Hosting environment: Development");
        await portal.LineAsync("Demo people, password of all: Welkom-2026!");
        await visitor.GoAsync("/help");
        Assert.Contains("+31(0)78 - 68 11 420", visitor.Page.Body!.TextContent); // stands in no code, only in appsettings.json

        await portal.TerminateAsync();
        await portal.EndAsync();
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params (string, string)[] settings)
    {
        await using var portal = PortalProcess.Start(
            AppContext.BaseDirectory, folder.FullName, [("Database__ConnectionString", $"Data Source={folder.FullName}/data/portal.db"), .. settings]);
        return await portal.EndAsync().WaitAsync(TimeSpan.FromMinutes(2)); // a portal that starts after all would not end
    }
}
