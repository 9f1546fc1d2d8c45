using Epatra.Portal.Accounts;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Epatra.Portal;

internal static class SignInSetup
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<FailureCounts>();
        builder.Services.AddScoped<CodeRefusals>();
        builder.Services.AddScoped<RecoverySignIn>();
        builder.Services.AddScoped<HalfWaySignIns>();
        builder.Services.AddScoped<SecondStep>();
        builder.Services.AddScoped<Completion>();
        builder.Services.AddScoped<PasswordSignIn>();
        builder.Services.AddScoped<CodeSignIn>();
        builder.Services.AddScoped<FreshProof>();
        builder.Services.AddScoped<FreshGate>();
        builder.Services.AddSingleton<IAuthorizationHandler, HalfWayCookie.Handler>();
        builder.Services.AddAuthorizationBuilder().AddPolicy(HalfWayCookie.Policy, policy => policy.AddRequirements(new HalfWayCookie.Requirement()));
    }

    public static void UseHalfWaySignIns(this WebApplication app) => app.Use(HalfWayCookie.ReadAsync);

    public static void MapSignIn(this WebApplication app) => app.MapPost("/sign-out", SignOutAsync).WithMetadata(new RequireAntiforgeryTokenAttribute());

    private static async Task<IResult> SignOutAsync(HttpContext http, Actor actor, Sessions sessions)
    {
        await sessions.EndAsync(actor.Session!.Id, SessionEnd.SignedOut);
        await http.SignOutAsync();
        return Results.LocalRedirect("/sign-in?notice=out");
    }
}
