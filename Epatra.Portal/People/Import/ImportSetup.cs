using Epatra.Portal.People.Import;
using Epatra.Portal.Security;
using Epatra.Portal.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Epatra.Portal;

internal static class ImportSetup
{
    /// <summary>Bytes of an uploaded file: about half a million people.</summary>
    public const long LargestFile = 50 << 20;

    /// <summary>Bytes of a form with pasted cells; the framework takes no longer value.</summary>
    public const long LongestPaste = 4 << 20;

    public static void AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<LineCheck>();
        builder.Services.AddScoped<Imports>();
        builder.Services.AddScoped<ImportBatches>();
        builder.Services.AddScoped<ImportPurge>();
        builder.Services.AddScoped<ImportRows>();
        builder.Services.AddScoped<ImportDesk>();
        builder.Services.AddHostedService<ImportService>();
    }

    public static void MapImport(this WebApplication app)
    {
        app.MapPost("/people/import/file", ReadAsync).RequireAuthorization(Desk.Administrators)
            .WithMetadata(new TakesFile(), new RequestSizeLimitAttribute(LargestFile), new RequireAntiforgeryTokenAttribute());
        app.MapGet("/people/import/{id:guid}/result.csv", ResultAsync).RequireAuthorization(Desk.Administrators);
    }

    private static async Task ReadAsync(HttpContext http, ImportDesk desk)
    {
        if (http.Features.Get<FormUpload>() is not { } upload)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            var (import, fault) = await upload.NextAsync(http.RequestAborted) is var (name, content)
                ? await desk.ReadAsync(content, name, http.RequestAborted)
                : (null, ImportFault.Empty);
            http.Response.Redirect(import is null ? $"/people/import?fault={fault}" : $"/people/import/{import.Id}");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            http.Response.StatusCode = e is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status400BadRequest;
        }
    }

    private static async Task ResultAsync(Guid id, HttpContext http, ImportDesk desk)
    {
        if (await desk.TakeOutAsync(id) is not { } import)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=import-{id:N}.csv";
        await ImportCsv.WriteAsync(import, desk.Lines(id, http.RequestAborted), http.Response.Body, http.RequestAborted);
    }
}
