using System.Globalization;
using Epatra.Portal.People;
using Epatra.Portal.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Epatra.Portal;

internal static class PeopleSetup
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Invitations>();
        builder.AddImport();
        builder.Services.AddScoped<InvitationLinks>();
        builder.Services.AddScoped<InvitationPassword>();
        builder.Services.AddScoped<PeopleInvite>();
        builder.Services.AddScoped<PeopleList>();
        builder.Services.AddScoped<PeopleGate>();
        builder.Services.AddScoped<PersonSheet>();
        builder.Services.AddScoped<PersonChanges>();
        builder.Services.AddScoped<PersonRemoval>();
        builder.Services.AddScoped<PersonExport>();
        builder.Services.AddScoped<PeopleBulk>();
        builder.Services.AddScoped<ExpirySpread>();
    }

    public static void MapPeople(this WebApplication app)
    {
        app.MapPost("/people/{id}/export/file", ExportAsync).RequireAuthorization(Desk.Administrators).WithMetadata(new RequireAntiforgeryTokenAttribute());
        app.MapPost("/invitation/opened", ([FromForm] string? token, InvitationLinks links) => links.NoteOpenedAsync(token)).AllowAnonymous();
        app.MapImport();
    }

    /// <summary>All that is kept of a person, as a file; whoever has to type a code first does so on the page.</summary>
    private static async Task ExportAsync(string id, HttpContext http, PersonExport export, TimeProvider time)
    {
        if (await export.BeginAsync(id) != PersonOutcome.Done)
        {
            http.Response.Redirect($"/people/{Uri.EscapeDataString(id)}/export");
            return;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=person-{time.GetUtcNow():yyyy-MM-dd}.json");
        await export.WriteAsync(id, http.Response.BodyWriter, http.RequestAborted);
    }
}
