using System.Globalization;

namespace Epatra.Portal.Benchmarks;

/// <summary>Sign-ins a second, beside the slow hashes alone that the machine makes right before and right after.</summary>
internal static class SignInRate
{
    private const string Others = "ASP.NET Core template 0.78–0.83, LemonLDAP::NG 0.55–0.74";

    private static readonly (int InFlight, int Count, string Aim)[] Loads = [(1, 12, ""), (8, 48, "ratio 0.90"), (32, 96, "ratio 0.90")];

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(people: 1000, BareHash.Iterations);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        var load = new SignInLoad(http, database);
        await load.WarmUpAsync();
        foreach (var (inFlight, count, aim) in Loads)
        {
            await RunAsync(bench.Report, load, inFlight, count, aim);
        }
    }

    /// <summary>
    /// One sign-in at a time keeps one core busy, so one core's hashes are what it is held against. Of the rounds the one
    /// with the fastest bare hashes counts, when the machine was quietest: the best ratio would be the luckiest.
    /// </summary>
    private static async Task RunAsync(Report report, SignInLoad load, int inFlight, int count, string aim)
    {
        var threads = Math.Min(inFlight, Environment.ProcessorCount);
        var quietest = default((double PerSecond, double Before, double After, Latencies Latencies));
        for (var round = 0; round < Bench.Rounds; round++)
        {
            var before = BareHash.Rate(threads);
            var (perSecond, latencies) = await load.MeasureAsync(inFlight, count);
            var after = BareHash.Rate(threads);
            if (Math.Min(before, after) > Math.Min(quietest.Before, quietest.After))
            {
                quietest = (perSecond, before, after, latencies);
            }
        }

        report.Add($"sign-ins a second, {inFlight} in flight", aim, Text(quietest, threads), aim.Length == 0 ? "" : Others);
    }

    private static string Text((double PerSecond, double Before, double After, Latencies Latencies) round, int threads)
    {
        var ratio = round.PerSecond * 2 / (round.Before + round.After);
        var quiet = Math.Abs(round.Before - round.After) < 0.05 * round.Before && ratio <= 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{round.PerSecond:0.0} ({round.Latencies}); bare hashes on {threads} cores {round.Before:0.0} before, {round.After:0.0} after; ratio {ratio:0.00}{(quiet ? "" : " (worthless: the machine was not quiet)")}");
    }
}
