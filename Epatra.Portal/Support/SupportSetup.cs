using Epatra.Portal.Accounts;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Person;
using Epatra.Portal.Support.Proof;
using Epatra.Portal.Support.Reset;
using Microsoft.AspNetCore.Authorization;

namespace Epatra.Portal;

internal static class SupportSetup
{
    public static void AddSupport(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SupportOptions>(SupportOptions.Section);
        builder.AddPersonPage();
        builder.Services.AddScoped<Desk>();
        builder.Services.AddScoped<DeskReach>();
        builder.Services.AddScoped<PersonAccess>();
        builder.Services.AddScoped<DeskGate>();
        builder.Services.AddScoped<DeskOperation>();
        builder.Services.AddScoped<OtherActions>();
        builder.Services.AddScoped<DelayedResets>();
        builder.Services.AddScoped<HelpRequests>();
        builder.Services.AddScoped<RecordedRequests>();
        builder.Services.AddScoped<RequestMails>();
        builder.Services.AddScoped<RequestSeeds>();
        builder.Services.AddScoped<RequestViews>();
        builder.Services.AddScoped<ResetExecution>();
        builder.Services.AddScoped<OperatorRecovery>();
        builder.Services.AddScoped<ResetLimits>();
        builder.Services.AddScoped<Resets>();
        builder.Services.AddScoped<SentRequests>();
        builder.Services.AddScoped<SupportCodes>();
        builder.Services.AddScoped<CallerViews>();
        builder.Services.AddHostedService<DueResets>();
        builder.AddDashboard();
        builder.AddStatistics();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, PageRefusals>();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Desk.Policy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Asks(context.Resource, Desk.IsAgent)))
            .AddPolicy(Desk.Administrators, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Asks(context.Resource, Desk.IsAdministrator)));
    }

    /// <summary>What the desk takes out as files.</summary>
    public static void MapSupport(this WebApplication app)
    {
        app.MapAudit();
        app.MapStatistics();
    }

    private static bool Asks(object? resource, Func<Actor, bool> who) => resource is HttpContext http && who(http.RequestServices.GetRequiredService<Actor>());
}
