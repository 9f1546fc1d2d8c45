using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Mail;

/// <summary>A portal that sends by a mail server, which does what the tests say.</summary>
public sealed class MailPortal : IAsyncLifetime
{
    internal MailServer Server { get; private set; } = null!;
    internal PortalHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await MailServer.StartAsync();
        Host = await PortalHost.StartAsync(DatabaseProvider.Sqlite, Server.Settings);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
