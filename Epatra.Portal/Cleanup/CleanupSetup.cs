using Epatra.Portal.Cleanup;

namespace Epatra.Portal;

internal static class CleanupSetup
{
    public static void AddCleanup(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<WhatIsOver>();
        builder.Services.AddHostedService<CleanupService>();
    }
}
