using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Epatra.Portal.Security;

/// <summary>Keys, certificate and database belong together; what a start says when they do not.</summary>
public sealed class StartCheckTests : IDisposable
{
    private const string Wrong = "does not open the keys in the database";
    private const string Missing = "The keys in the database are encrypted.";
    private const string OtherKeys = "were encrypted with keys that are not in it";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    public static TheoryData<string> Databases => PortalFixture.Databases;

    [Theory, MemberData(nameof(Databases))]
    public async Task With_a_certificate_the_database_alone_gives_no_key_away_and_a_restart_reads_them(string database)
    {
        var first = await StartAsync(database, Certificate("own"));
        var person = await first.AddWithAuthenticatorAsync();
        var keys = await first.QueryAsync(data => data.DataProtectionKeys.Select(key => key.Xml).ToListAsync());
        Assert.All(keys, xml => Assert.Contains("EncryptedData", xml));
        Assert.All(keys, xml => Assert.DoesNotContain("masterKey", xml));

        await using var second = await first.RestartAsync();
        Assert.Empty(await ProblemsAsync(second));
        using var visitor = new Visitor(second.Address);
        await visitor.SignInAsync(person, second);
        Assert.Equal("/", visitor.At);
        Assert.Equal(keys, await second.QueryAsync(data => data.DataProtectionKeys.Select(key => key.Xml).ToListAsync()));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Another_certificate_a_missing_one_and_other_keys_are_refused_and_no_key_is_made(string database)
    {
        await using var host = await StartAsync(database, Certificate("own"));
        await host.AddWithAuthenticatorAsync();
        var keys = await host.QueryAsync(data => data.DataProtectionKeys.AsNoTracking().ToListAsync());

        Assert.Contains(Wrong, Assert.Single(await ProblemsAsync(host, Certificate("another"))));
        Assert.Contains(Missing, Assert.Single(await ProblemsAsync(host, certificate: null)));

        await host.QueryAsync(data => data.DataProtectionKeys.ExecuteDeleteAsync());
        Assert.Contains(OtherKeys, Assert.Single(await ProblemsAsync(host)));
        Assert.Equal(0, await host.QueryAsync(data => data.DataProtectionKeys.CountAsync()));

        await using var other = await StartAsync(database, Certificate("own"));
        await other.AddWithAuthenticatorAsync();
        var foreign = await other.QueryAsync(data => data.DataProtectionKeys.AsNoTracking().ToListAsync());
        await PutAsync(host, foreign);
        Assert.Contains(OtherKeys, Assert.Single(await ProblemsAsync(host)));

        await PutAsync(host, keys);
        Assert.Empty(await ProblemsAsync(host));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task A_database_of_development_is_refused_in_production_and_its_own_is_not(string database)
    {
        await using var development = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Portal:Demo", "true"));
        Assert.Empty(await ProblemsAsync(development));
        Assert.Collection(
            await ProblemsAsync(development, Certificate("own"), "Production"),
            keys => Assert.Contains("are not encrypted", keys),
            people => Assert.Contains("demo people are in the database", people));
        Assert.Empty(await ProblemsAsync(development, Certificate("own"))); // trying a certificate out is no fault

        await using var production = await StartAsync(database, Certificate("own"));
        await production.AddWithAuthenticatorAsync();
        Assert.Empty(await ProblemsAsync(production, Certificate("own"), "Production"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Task<PortalHost> StartAsync(string database, string certificate) =>
        PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Security:KeyCertificate", certificate));

    /// <summary>What the next start of the same portal would say.</summary>
    private static Task<IReadOnlyList<string>> ProblemsAsync(PortalHost host) => host.RunAsync((StartCheck check) => check.ProblemsAsync());

    /// <summary>What a start on the host's database would say, with this certificate in this environment.</summary>
    private static Task<IReadOnlyList<string>> ProblemsAsync(PortalHost host, string? certificate, string environment = "Development") =>
        host.RunAsync(async (PortalDbContext database) =>
        {
            var builder = WebApplicationOf(certificate, environment);
            builder.Services.AddSingleton(database);
            await using var app = builder.Build();
            return await ActivatorUtilities.CreateInstance<StartCheck>(app.Services).ProblemsAsync();
        });

    private static WebApplicationBuilder WebApplicationOf(string? certificate, string environment)
    {
        var builder = Startup.CreateBuilder(["--environment", environment, "--Security:KeyCertificate", certificate ?? ""]);
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateOnBuild, provider.ValidateScopes) = (false, false)); // not the whole portal
        builder.AddData();
        builder.AddSecurity();
        builder.AddAuthenticators();
        return builder;
    }

    private static Task<bool> PutAsync(PortalHost host, List<DataProtectionKey> keys) => host.QueryAsync(async data =>
    {
        await data.DataProtectionKeys.ExecuteDeleteAsync();
        data.DataProtectionKeys.AddRange(keys.Select(key => new DataProtectionKey { FriendlyName = key.FriendlyName, Xml = key.Xml }));
        return await data.SaveChangesAsync() > 0;
    });

    private string Certificate(string name)
    {
        var path = Path.Combine(folder.FullName, name + ".pfx");
        if (!File.Exists(path))
        {
            KeyCertificate.Write(path, password: null, TimeProvider.System).Dispose();
        }

        return path;
    }
}
