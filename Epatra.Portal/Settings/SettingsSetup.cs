using Epatra.Portal.Settings;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;

namespace Epatra.Portal;

internal static class SettingsSetup
{
    private static readonly object CheckKey = typeof(SettingsCheck);

    /// <summary>Outside Development the log is read by programs: JSON, in UTC.</summary>
    private static readonly Dictionary<string, string?> LogDefaults = new()
    {
        ["Logging:Console:FormatterName"] = "json",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ",
    };

    /// <summary>
    /// Reads the repository's appsettings.json, which the build copies beside the program, as the lowest source:
    /// environment variables and the command line overrule it.
    /// </summary>
    public static void AddSettingsFile(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = "appsettings.json",
            Optional = true,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = builder.Environment.IsDevelopment() ? [] : LogDefaults });
        var check = new SettingsCheck(builder.Configuration);
        builder.Host.Properties[CheckKey] = check;
        builder.Services.AddSingleton(check);
    }

    /// <summary>Binds a section to its options, with every key of it checked at start.</summary>
    public static void AddSettings<TOptions>(this WebApplicationBuilder builder, string section)
        where TOptions : class
    {
        builder.SettingsCheck().Examine<TOptions>(section);
        builder.Services.Configure<TOptions>(builder.Configuration.GetSection(section));
    }

    public static SettingsCheck SettingsCheck(this WebApplicationBuilder builder) => (SettingsCheck)builder.Host.Properties[CheckKey];

    /// <summary>Whether the portal may start; otherwise it says on the error output what is wrong.</summary>
    /// <param name="builder">Of the portal.</param>
    /// <param name="toServe">Whether pages are to be served; a command asks for less.</param>
    public static bool SettingsAreRight(this WebApplicationBuilder builder, bool toServe = true)
    {
        if (toServe && !builder.Environment.IsDevelopment())
        {
            new ProductionRules(builder.Configuration, builder.SettingsCheck()).Examine();
        }

        var message = builder.SettingsCheck().Message;
        if (message is not null)
        {
            Console.Error.WriteLine(message);
        }

        return message is null;
    }
}
