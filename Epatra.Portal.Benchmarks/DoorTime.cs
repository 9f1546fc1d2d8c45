using System.Globalization;
using System.Net;

namespace Epatra.Portal.Benchmarks;

/// <summary>How long a proxy waits for the answer whether somebody may pass, over one kept connection, beside the shortest answer there is.</summary>
internal static class DoorTime
{
    private const int Count = 20_000;

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(1, SeededDatabase.FewIterations);
        await using var portal = await bench.StartPortalAsync(database);
        using var http = Visitor.Connect(portal.Address);
        var visitor = new Visitor(http, 1);
        await visitor.SignInAsync(database.Next());
        var cookies = string.Join("; ", visitor.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        var bare = await MeasureAsync(http, "/health/live", "");
        var answer = await MeasureAsync(http, "/auth/check", cookies);
        bench.Report.Add(
            "answer at the door, p50, p99", "1 ms", string.Create(CultureInfo.InvariantCulture, $"{answer.Percentile(0.5):0.00}, {answer.Percentile(0.99):0.00} ms (/health/live: {bare.Percentile(0.5):0.00}, {bare.Percentile(0.99):0.00} ms)"));
    }

    private static Task<Latencies> MeasureAsync(HttpClient http, string path, string cookies) => Latencies.MeasureAsync(Count / 4, Count, async _ =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        using var response = await http.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}.");
        }
    });
}
