using Epatra.Portal.Accounts;
using Epatra.Portal.Enrollment;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Antiforgery;

namespace Epatra.Portal;

internal static class EnrollmentSetup
{
    public static void AddEnrollment(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<EnrollmentGrants>();
        builder.Services.AddScoped<WizardSteps>();
        builder.Services.AddScoped<WizardConfirmation>();
    }

    public static void MapEnrollment(this WebApplication app) => app.MapPost("/enroll/finish", FinishAsync)
        .RequireAuthorization(HalfWayCookie.Policy).WithMetadata(new RequireAntiforgeryTokenAttribute());

    /// <summary>The end of the wizard: a circuit cannot set a cookie, so the browser posts here.</summary>
    private static async Task<IResult> FinishAsync(HttpContext http, Actor actor, WizardConfirmation wizard)
    {
        if (await wizard.FinishAsync() is not { } session)
        {
            return Results.LocalRedirect("/enroll");
        }

        await SessionCookie.SetAsync(http, session, actor.HalfWay!.User!);
        HalfWayCookie.Delete(http);
        return Results.LocalRedirect(actor.HalfWay.ReturnUrl);
    }
}
