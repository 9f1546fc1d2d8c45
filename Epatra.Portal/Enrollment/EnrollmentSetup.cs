using Epatra.Portal.Accounts;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Antiforgery;

namespace Epatra.Portal;

internal static class EnrollmentSetup
{
    /// <summary>The wizard is for people on the way in and for those who are in; a grant decides.</summary>
    public const string Policy = "Wizard";

    public static void AddEnrollment(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<EnrollmentGrants>();
        builder.Services.AddScoped<WizardSteps>();
        builder.Services.AddScoped<WizardConfirmation>();
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAssertion(context =>
            context.Resource is HttpContext http && http.RequestServices.GetRequiredService<Actor>().UserId is not null));
    }

    public static void MapEnrollment(this WebApplication app) => app.MapPost("/enroll/finish", FinishAsync)
        .RequireAuthorization(Policy).WithMetadata(new RequireAntiforgeryTokenAttribute());

    /// <summary>The end of the wizard: a circuit cannot set a cookie, so the browser posts here.</summary>
    private static async Task<IResult> FinishAsync(HttpContext http, Actor actor, WizardConfirmation wizard)
    {
        var entry = await wizard.FinishAsync();
        if (entry is not null)
        {
            await entry.SetCookiesAsync(http);
        }

        return Results.LocalRedirect(entry is not null ? entry.Path : actor.Session is not null ? LocalUrl.Home : "/enroll");
    }
}
