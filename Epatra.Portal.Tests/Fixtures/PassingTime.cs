using Epatra.Portal.Data;

namespace Epatra.Portal.Fixtures;

internal static class PassingTime
{
    /// <summary>
    /// Minute by minute, so that what looks at the clock from time to time does so; and what it writes then is written
    /// before the next minute, since writers pass one at a time, in order of arrival.
    /// </summary>
    public static async Task PassAsync(this PortalHost host, int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(1));
            await host.RunAsync((Transactions transactions) => transactions.RunAsync(_ => Task.FromResult(true)));
        }
    }
}
