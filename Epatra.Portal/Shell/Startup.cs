using Epatra.Portal.Accounts;
using Epatra.Portal.Data;

namespace Epatra.Portal;

/// <summary>What happens before the first request and right after the start.</summary>
internal static class Startup
{
    /// <summary>A published portal finds its files beside the program, wherever it was started from.</summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        ContentRootPath = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null,
    };

    /// <summary>The address where nothing else is asked for.</summary>
    public static void AddDefaultAddress(this WebApplicationBuilder builder)
    {
        string[] keys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];
        if (keys.All(key => !builder.Configuration.GetSection(key).Exists()))
        {
            builder.WebHost.UseUrls("http://localhost:5080");
        }
    }

    /// <summary>Brings the database up to date, with the demo people where they are wanted.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().MigrateAsync();
        var demo = scope.ServiceProvider.GetRequiredService<DemoPeople>();
        if (demo.Wanted)
        {
            await demo.SeedAsync();
            app.Lifetime.ApplicationStarted.Register(() => PrintDemo(app));
        }
    }

    private static void PrintDemo(WebApplication app)
    {
        Console.WriteLine($"\nOpen {string.Join(" or ", app.Urls)}\n\nDemo people, password of all: {DemoPeople.Password}");
        foreach (var person in DemoPeople.All)
        {
            Console.WriteLine($"  {person.Email,-28} {person.Role,-14} {person.Language}  {(person.HasKey ? "has an authenticator" : "enrols an authenticator")}");
        }

        Console.WriteLine($"Key of those authenticators: {DemoPeople.Key}   (a code now: oathtool --totp -b {DemoPeople.Key})\n");
    }
}
