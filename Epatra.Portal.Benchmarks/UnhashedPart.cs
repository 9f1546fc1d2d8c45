using System.Globalization;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// What a sign-in costs beside its slow hash: sign-ins one after another with a hash of few iterations, less the time
/// that this hash takes by itself. (Subtracting the whole hash would subtract two large numbers from each other.)
/// </summary>
internal static class UnhashedPart
{
    private const int Count = 100;

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(Count * Bench.Rounds, SeededDatabase.FewIterations);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        await new SignInLoad(http, database).WarmUpAsync();
        var hash = (await Latencies.MeasureAsync(50, 200, _ => Task.Run(() => BareHash.Once(SeededDatabase.FewIterations)))).Percentile(0); // the least, so that not too much is subtracted
        var (best, work) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Bench.Rounds; round++)
        {
            var before = portal.Work;
            var latencies = await Latencies.MeasureAsync(0, Count, i => new Visitor(http, i).SignInAsync(database.Next()));
            best = Math.Min(best, latencies.Percentile(0.5) - hash);
            work = Math.Min(work, (portal.Work - before) / Count - hash);
        }

        bench.Report.Add(
            "unhashed part of a sign-in, all five requests, median", "5 ms", string.Create(CultureInfo.InvariantCulture, $"{best:0.0} ms, {work:0.0} ms of it the portal's processor time"), "template 9 ms, LemonLDAP::NG 39 ms");
    }
}
