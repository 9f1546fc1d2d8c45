using Epatra.Portal.Support;
using Epatra.Portal.Support.Statistics;

namespace Epatra.Portal;

internal static class StatisticsSetup
{
    public static void AddStatistics(this WebApplicationBuilder builder) => builder.Services.AddScoped<StatisticsReading>();

    /// <summary>Each table of the page as a file.</summary>
    public static void MapStatistics(this WebApplication app) => app.MapGet("/support/statistics/{key}.csv", ExportAsync).RequireAuthorization(Desk.Policy);

    private static async Task ExportAsync(string key, int? weeks, HttpContext http, StatisticsReading reading)
    {
        if (StatisticsTables.Of(await reading.ReadAsync(weeks), "yyyy-MM-dd").FirstOrDefault(table => table.Key == key) is not { } table)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename={table.Key}.csv";
        await FigureCsv.WriteAsync(table, http.Response.Body, http.RequestAborted);
    }
}
