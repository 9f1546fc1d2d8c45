using System.Globalization;
using Epatra.Portal.Authenticators;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Epatra.Portal.Benchmarks;

/// <summary>The wizard's QR code, from the otpauth address to HTML.</summary>
internal static class QrRender
{
    public static async Task RunAsync(Bench bench)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var best = double.MaxValue;
        for (var round = 0; round < Bench.Rounds; round++)
        {
            best = Math.Min(best, (await Latencies.MeasureAsync(300, 300, _ => RenderAsync(services))).Percentile(0.5));
        }

        bench.Report.Add("QR code rendered, median", "1.5 ms", string.Create(CultureInfo.InvariantCulture, $"{best:0.00} ms"));
    }

    private static async Task RenderAsync(IServiceProvider services)
    {
        var address = $"otpauth://totp/Epatra%20Portal:somebody%40reseller.example?secret={Base32.Encode(Totp.NewSecret())}&issuer=Epatra%20Portal";
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(QrCode.Content)] = address, [nameof(QrCode.Label)] = "QR" });
            return (await renderer.RenderComponentAsync<QrCode>(parameters)).ToHtmlString();
        });
    }
}
