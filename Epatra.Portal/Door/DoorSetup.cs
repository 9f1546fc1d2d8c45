using Epatra.Portal.Door;
using Epatra.Portal.Security;

namespace Epatra.Portal;

internal static class DoorSetup
{
    public static void AddDoor(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DoorOptions>(DoorOptions.Section);
        foreach (var host in builder.Configuration.GetSection($"{DoorOptions.Section}:{nameof(DoorOptions.Hosts)}").GetChildren())
        {
            builder.SettingsCheck().Examine<DoorHost>(host.Path);
        }

        builder.Services.AddSingleton<DoorMemory>();
        builder.Services.AddSingleton<DoorKeeper>();
        builder.Services.AddScoped<DoorPasses>();
        builder.Services.AddScoped<DoorEntrance>();
    }

    /// <summary>The question of a proxy goes past all that looks up sessions: it is asked for every file of an application.</summary>
    public static void MapDoor(this WebApplication app)
    {
        app.MapGet("/auth/check/{host?}", (HttpContext http, DoorKeeper keeper, string? host) => keeper.CheckAsync(http, host)).AllowAnonymous().WithMetadata(new OnOtherHosts()).ShortCircuit();
        app.MapGet("/auth/enter/{host}", (HttpContext http, DoorEntrance entrance, string host, string? ticket, string? path) => entrance.EnterAsync(http, host, ticket, path))
            .AllowAnonymous().WithMetadata(new OnOtherHosts());
    }
}
