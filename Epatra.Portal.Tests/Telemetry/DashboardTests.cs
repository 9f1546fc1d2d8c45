using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Telemetry;

/// <summary>What the dashboard for Grafana and the table of the README speak of, against what the portal counts.</summary>
public sealed partial class DashboardTests
{
    /// <summary>Of the framework, which <see cref="TelemetryTests"/> sees arrive; the rest is the portal's own.</summary>
    private static readonly string[] Framework = ["http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count"];

    private static readonly string[] FrameworkLabels = ["http_route", "http_response_status_code"];

    /// <summary>Prometheus has them of each target, and of each bucket.</summary>
    private static readonly string[] PrometheusLabels = ["job", "instance", "le"];

    private readonly SortedDictionary<string, Instrument> instruments = new(StringComparer.Ordinal);
    private readonly SortedSet<string> attributes = new(StringComparer.Ordinal);

    public DashboardTests()
    {
        var thread = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == PortalMeter.Name)
                {
                    instruments[instrument.Name] = instrument;
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) // not what the portals of other tests count
            {
                attributes.UnionWith(tags.ToArray().Select(tag => tag.Key));
            }
        });
        listener.Start();
        new PortalGauges(null!, null!, null!, null!, null!).StartAsync(default).GetAwaiter().GetResult(); // nothing is looked up yet
        PortalMeter.Count(
        [
            new(AuditKind.SignedIn, "somebody", "session 0d4f factor Code"), new(AuditKind.CodeRefused, "somebody", "Wrong"),
            new(AuditKind.AuthenticatorsReset, "somebody", "reset 1a agent 2b proof CallBack cause NewPhone"),
        ]);
    }

    [Fact]
    public async Task The_dashboard_asks_for_nothing_that_the_portal_does_not_send()
    {
        var known = instruments.Values.SelectMany(InPrometheus).Concat(Framework).ToHashSet();
        var labels = attributes.Select(Name).Concat(FrameworkLabels).Concat(PrometheusLabels).ToHashSet();
        var queries = await QueriesAsync();

        Assert.True(queries.Count > 10);
        Assert.All(queries, query => Assert.Subset(known, Metric().Matches(query).Select(match => match.Value).ToHashSet()));
        Assert.All(queries, query => Assert.Single(Metric().Matches(query)));
        Assert.All(queries, query => Assert.Subset(labels, Labels(query).ToHashSet()));
    }

    [Fact]
    public async Task The_dashboard_shows_all_that_the_portal_counts()
    {
        var queries = string.Join('\n', await QueriesAsync());
        Assert.All(instruments.Values, instrument => Assert.Contains(InPrometheus(instrument), name => queries.Contains(name + "{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_table_of_the_readme_names_all_that_the_portal_counts_and_nothing_else()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md"))).Where(line => line.StartsWith("| `portal.", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        Assert.Equal(instruments.Keys, rows.SelectMany(row => Quoted(row[1])).Order(StringComparer.Ordinal));
        Assert.Equal(attributes, rows.SelectMany(row => Quoted(row[3])).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Dots and braces become underscores and nothing, units words, and what only grows ends in _total
    /// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
    /// </summary>
    private static string[] InPrometheus(Instrument instrument)
    {
        var name = Name(instrument.Name) + instrument.Unit switch
        {
            "s" => "_seconds",
            ['{', ..] => "",
            var unit => throw new NotSupportedException($"How {unit} is spelled has to be looked up."),
        };
        return instrument switch
        {
            Counter<long> => [name + "_total"],
            Histogram<double> => [name + "_bucket", name + "_count", name + "_sum"],
            _ => [name],
        };
    }

    private static string Name(string attribute) => attribute.Replace('.', '_');

    private static IEnumerable<string> Quoted(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Labels(string query) => By().Matches(query).SelectMany(by => by.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
        .Concat(Selected().Matches(query).Select(label => label.Groups[1].Value));

    private static async Task<List<string>> QueriesAsync()
    {
        using var board = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/grafana/epatra-portal.json")));
        return [.. board.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!))];
    }

    /// <summary>A name before its selector.</summary>
    [GeneratedRegex(@"[a-z_]+(?=\{)")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex("([a-z_]+)(?:!?=~?|!~)\"")]
    private static partial Regex Selected();
}
