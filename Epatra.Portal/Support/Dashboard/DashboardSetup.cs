using Epatra.Portal.Support.Dashboard;

namespace Epatra.Portal;

internal static class DashboardSetup
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DashboardBoard>();
        builder.Services.AddScoped<DashboardView>();
        builder.Services.AddScoped<DashboardQueries>();
        builder.Services.AddScoped<PersonSearch>();
        builder.Services.AddScoped<RequestDesk>();
    }
}
