using System.Globalization;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// From the start of the process to its first page, on a database that is there, and the memory it holds three seconds
/// later; beside the least that ASP.NET Core can be, started in turn with it.
/// </summary>
internal static class StartAndMemory
{
    private const int Starts = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(people: 10, SeededDatabase.FewIterations);
        var portal = Path.Combine(await bench.PublishAsync("Epatra.Portal"), "Epatra.Portal.dll");
        var bare = Path.Combine(await bench.PublishAsync("Epatra.Portal.Benchmarks/BareApp"), "BareApp.dll");
        var (bareStart, bareMemory) = (double.MaxValue, double.MaxValue);
        var (portalStart, portalMemory) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < Starts; i++)
        {
            (bareStart, bareMemory) = await BestAsync(bare, [], bareStart, bareMemory);
            (portalStart, portalMemory) = await BestAsync(portal, database.Settings, portalStart, portalMemory);
        }

        bench.Report.Add("start to the first page", "0.4 s above bare", Above(portalStart / 1000, bareStart / 1000, "0.00", "s"));
        bench.Report.Add("idle memory (resident)", "40 MB above bare", Above(portalMemory, bareMemory, "0", "MB"));
    }

    private static async Task<(double Start, double Memory)> BestAsync(string program, (string Key, string Value)[] settings, double start, double memory)
    {
        await using var running = await RunningPortal.StartAsync(program, settings);
        await Task.Delay(Settling);
        return (Math.Min(start, running.FirstPage), Math.Min(memory, running.Memory));
    }

    private static string Above(double portal, double bare, string format, string unit)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(portal - bare)} {unit} above ({Text(portal)} against {Text(bare)})";
    }
}
