using System.Globalization;

namespace Epatra.Portal.Benchmarks;

/// <summary>Durations of one kind of thing, in milliseconds.</summary>
internal sealed class Latencies(IEnumerable<double> milliseconds)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    /// <summary>The smallest duration that this part of them does not exceed (nearest rank).</summary>
    public double Percentile(double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"p50 {Percentile(0.5):0.0}, p95 {Percentile(0.95):0.0}, p99 {Percentile(0.99):0.0} ms");

    /// <summary>Runs something many times, one after another; the first runs are for the compiler and do not count.</summary>
    public static async Task<Latencies> MeasureAsync(int warmUp, int count, Func<int, Task> work)
    {
        var durations = new List<double>(count);
        for (var i = 0; i < warmUp + count; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await work(i);
            durations.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return new(durations.Skip(warmUp));
    }
}
