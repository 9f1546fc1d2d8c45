using System.Runtime.InteropServices;

namespace Epatra.Portal.Benchmarks;

/// <summary>The table of figures, in Markdown, with the machine they are of.</summary>
internal sealed class Report
{
    private readonly List<(string Figure, string Aim, string Result, string Others)> rows = [];

    /// <param name="figure">What was measured.</param>
    /// <param name="aim">What it should be; empty for what only explains the others.</param>
    /// <param name="result">What it is.</param>
    /// <param name="others">The same of other products, as measured elsewhere.</param>
    public void Add(string figure, string aim, string result, string others = "")
    {
        rows.Add((figure, aim, result, others));
        Console.Error.WriteLine($"  {figure}: {result}");
    }

    public void Print()
    {
        Console.WriteLine(
            $"""

            {Environment.MachineName}, {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription},
            {RuntimeInformation.FrameworkDescription}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC; load before the end {Load()}

            | figure | aim | result | others |
            | --- | --- | --- | --- |
            """);
        foreach (var (figure, aim, result, others) in rows)
        {
            Console.WriteLine($"| {figure} | {aim} | {result} | {others} |");
        }
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? "unknown processor";

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
