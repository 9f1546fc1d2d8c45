using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>The built portal as a process, killed (kill -9) between a commit and the end of sending.</summary>
public sealed class MailKillTests : IDisposable
{
    private const string Subject = "committed";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-");

    private string Database => $"Data Source={folder.FullName}/portal.db";

    [Theory]
    [InlineData("away", 1)]
    [InlineData("hold", 1)] // the server has said nothing yet
    [InlineData("hold-after", 2)] // it has the mail, and nobody knows: SMTP cannot do better than the same Message-ID
    public async Task A_portal_that_is_killed_loses_no_mail_and_a_second_one_has_the_name_of_the_first(string mood, int copies)
    {
        await using var server = await MailServer.StartAsync();
        await CommitAsync(server);
        await server.BeAsync(mood);
        await using (var portal = Start(server))
        {
            await portal.AddressAsync();
            if (mood != "away")
            {
                await server.AskedAsync(Subject);
            }
        }

        await server.BeAsync("release");
        var time = new ManualTimeProvider();
        time.Advance(OutboxQueue.ClaimLife + TimeSpan.FromMinutes(1)); // the claim of the process is over
        await using var next = PortalHost.StartOn(DatabaseProvider.Sqlite, Database, time, server.Settings);
        var row = await next.SentAsync(Subject);
        for (var copy = 0; copy < copies; copy++)
        {
            Assert.Equal($"<{row.Id}@localhost>", (await server.NextMailAsync()).Header("Message-ID"));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>A mail that is committed and that nobody has tried to send.</summary>
    private async Task CommitAsync(MailServer server)
    {
        await using var host = PortalHost.StartOnWithout(typeof(OutboxService), DatabaseProvider.Sqlite, Database, new(), server.Settings);
        await host.WriteAsync(await host.AddWithNeitherAsync(), Post.Letter(Subject));
    }

    private PortalProcess Start(MailServer server) => PortalProcess.Start(
        AppContext.BaseDirectory,
        Path.Combine(Repository.Root, "Epatra.Portal"),
        [
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Database__ConnectionString", Database), ("Portal__Demo", "false"),
            .. server.Settings.Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)),
        ]);
}
