using System.Globalization;

namespace Epatra.Portal.Benchmarks;

/// <summary>Whether somebody who only opens the sign-in page notices that others are signing in.</summary>
internal static class PageWhileHashing
{
    private const int InFlight = 32, Count = 100;

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(people: 1000, BareHash.Iterations);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        var load = new SignInLoad(http, database);
        await load.WarmUpAsync();
        var best = double.MaxValue;
        for (var round = 0; round < Bench.Rounds; round++)
        {
            var latencies = await load.WhileAsync(InFlight, () => PagesAsync(http));
            best = Math.Min(best, latencies.Percentile(0.95));
        }

        bench.Report.Add(
            $"GET /sign-in while {InFlight} sign-ins hash, p95", "20 ms", string.Create(CultureInfo.InvariantCulture, $"{best:0.0} ms"), "template 1,115 ms");
    }

    private static async Task<Latencies> PagesAsync(HttpClient http)
    {
        var durations = new List<double>();
        for (var i = 0; i < Count; i++)
        {
            durations.Add((await Latencies.MeasureAsync(0, 1, _ => http.GetStringAsync(new Uri("/sign-in", UriKind.Relative)))).Percentile(1));
            await Task.Delay(15);
        }

        return new(durations);
    }
}
