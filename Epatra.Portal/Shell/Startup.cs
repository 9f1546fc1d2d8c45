namespace Epatra.Portal;

/// <summary>Where a portal finds its files and where it listens.</summary>
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
}
