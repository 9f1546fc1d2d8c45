using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Upkeep;

/// <summary>What the README tells somebody whose certificate is lost.</summary>
public sealed class LostCertificateTests : IAsyncLifetime
{
    private readonly Site site = Site.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_portal_goes_on_with_a_new_one_and_a_password_alone_opens_nothing(string provider)
    {
        var database = await site.DatabaseAsync(provider);
        var host = site.Start(database, ("Security:KeyCertificate", Certificate("lost")));
        var person = await host.AddWithAuthenticatorAsync();
        using var asking = await host.AskForHelpAsync(person);
        var statements = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md"))).Where(line => line.StartsWith("    DELETE FROM ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(statements);
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync(string.Join('\n', statements)));
        await site.StopAsync(host);

        host = site.Start(database, ("Security:KeyCertificate", Certificate("new")));
        using var visitor = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/help", visitor.At);
        await visitor.AskForHelpAsync();
        Assert.Equal(8, (await visitor.ReadOutAsync()).Count(char.IsAsciiDigit));
    }

    private string Certificate(string name)
    {
        KeyCertificate.Write(site.File(name), null, TimeProvider.System).Dispose();
        return site.File(name);
    }
}
