namespace Epatra.Portal;

/// <summary>How the program begins: where it finds its files, where it listens, and whether it may serve at all.</summary>
internal static class Startup
{
    /// <summary>A published portal has its pages' files beside the program.</summary>
    public static bool IsPublished { get; } = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    /// <summary>A published portal finds its files beside the program, wherever it was started from.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = IsPublished ? AppContext.BaseDirectory : null });
        if (!IsPublished)
        {
            builder.WebHost.UseStaticWebAssets(); // the framework does so in Development only, and scripts would be missing
        }

        builder.AddSettingsFile();
        builder.AddDefaultAddress();
        return builder;
    }

    /// <summary>
    /// The portal, ready to serve. Null when it is not to serve: a command has run, or the settings or the database are not
    /// right; then there is an exit code, and what was to be said is said.
    /// </summary>
    public static async Task<(WebApplication? Portal, int ExitCode)> BuildAsync(this WebApplicationBuilder builder, string[] args)
    {
        if (CommandLine.IsCommand(args))
        {
            builder.Logging.ClearProviders(); // what a command says is not mixed with a log
            return (null, await CommandLine.RunAsync(args, () => builder.SettingsAreRight(toServe: false) ? builder.Build() : null, asItIs: builder.Build));
        }

        if (builder.SettingsAreRight())
        {
            var app = builder.Build();
            await app.MigrateAsync();
            if (await app.DatabaseIsRightAsync())
            {
                await app.AddDemoPeopleAsync();
                await app.PrintSetUpLinkAsync();
                return (app, CommandLine.Done);
            }

            await app.DisposeAsync();
        }

        return (null, CommandLine.WrongCall);
    }

    /// <summary>The address where nothing else is asked for.</summary>
    private static void AddDefaultAddress(this WebApplicationBuilder builder)
    {
        string[] keys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];
        if (keys.All(key => !builder.Configuration.GetSection(key).Exists()))
        {
            builder.WebHost.UseUrls("http://localhost:5080");
        }
    }
}
