using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Epatra.Portal.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;

namespace Epatra.Portal;

internal static class SecuritySetup
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.AddWebProtection();
        builder.Services.AddSingleton<PortalCookies>();
        builder.Services.AddSingleton<DatabaseKeyRepository>();
        builder.Services.AddSingleton<KeyRing>();
        builder.Services.AddSingleton<FreshKeyManager>();
        builder.Services.AddHostedService<KeyWatch>();
        builder.Services.AddScoped<KeyEncryption>();
        builder.Services.AddScoped<KeyRotation>();
        builder.Services.AddScoped<StartCheck>();
        builder.AddKeyCertificates();
        builder.Services.AddSingleton<IKeyManager>(services => services.GetRequiredService<FreshKeyManager>());
        builder.Services.AddOptions<KeyManagementOptions>().Configure<DatabaseKeyRepository>((options, keys) => options.XmlRepository = keys);
        builder.Services.AddAntiforgery();
        builder.Services.AddOptions<AntiforgeryOptions>().Configure<PortalCookies>((options, cookies) => options.Cookie = cookies.Builder(PortalCookies.Antiforgery));
    }

    /// <summary>The one that encrypts new keys, and one before it that still opens older ones.</summary>
    private static void AddKeyCertificates(this WebApplicationBuilder builder)
    {
        var certificate = ReadCertificate(builder, nameof(SecurityOptions.KeyCertificate), nameof(SecurityOptions.KeyCertificatePassword));
        var previous = ReadCertificate(builder, nameof(SecurityOptions.PreviousKeyCertificate), nameof(SecurityOptions.PreviousKeyCertificatePassword));
        builder.Services.AddSingleton(new KeyCertificate(certificate));
        // Keys that were forgotten are read before the next use, and not beside it: `keys rotate` would encrypt by the old one.
        AppContext.SetSwitch("Microsoft.AspNetCore.DataProtection.KeyManagement.DisableAsyncKeyRingUpdate", true);
        var protection = builder.Services.AddDataProtection().SetApplicationName("Epatra.Portal");
        if (certificate is not null)
        {
            protection.ProtectKeysWithCertificate(certificate);
        }

        if (previous is not null)
        {
            protection.UnprotectKeysWithAnyCertificate(previous);
        }
    }

    /// <summary>Limits of what is read, and what each address may do.</summary>
    private static void AddWebProtection(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SecurityOptions>(SecurityOptions.Section);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = FormRequests.LongestBody;
        });
        builder.Services.Configure<FormOptions>(options => options.ValueCountLimit = FormRequests.MostFields);
        builder.Services.ConfigureOptions<Proxies>();
        builder.Services.AddSingleton<SecurityHeaders>();
        builder.Services.AddSingleton<CircuitOrigin>();
        builder.Services.AddSingleton<HttpsOnly>();
        builder.Services.AddSingleton<AddressFailures>();
        builder.Services.AddSingleton<AddressRequests>();
        builder.Services.AddSingleton<PostLimit>();
    }

    /// <summary>Who asks, and what every answer says; before anything can fail.</summary>
    public static void UseWebProtection(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(Proxies.SimplifyAsync);
        app.Use(app.Services.GetRequiredService<SecurityHeaders>().AddAsync);
        app.Use(HeadAsGetAsync);
        app.Use(app.Services.GetRequiredService<HttpsOnly>().CheckAsync);
    }

    /// <summary>Which requests are taken at all, before anything reads them, who may ask for what, and whether a form is one of ours; after it is known who asks.</summary>
    public static void UseRequestChecks(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<PostLimit>().CheckAsync);
        app.Use(app.Services.GetRequiredService<CircuitOrigin>().CheckAsync);
        app.Use(FormRequests.CheckKindAsync);
        app.UseAuthorization();
        app.Use(FormUpload.ReadTokenAsync);
        app.UseAntiforgery();
        app.Use(FormRequests.CheckTokenAsync);
        app.Use(FormRequests.CheckHandlerAsync);
    }

    /// <summary>HEAD is GET without the body, which the server leaves away by itself (RFC 9110 section 9.3.2).</summary>
    private static Task HeadAsGetAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    /// <summary>Whether the portal may serve with its database; otherwise it says on the error output why not.</summary>
    public static async Task<bool> DatabaseIsRightAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var problems = await scope.ServiceProvider.GetRequiredService<StartCheck>().ProblemsAsync();
        if (problems.Count > 0)
        {
            await Console.Error.WriteLineAsync("The portal does not start with this database:\n" + string.Join('\n', problems.Select(problem => "  " + problem)));
        }

        return problems.Count == 0;
    }

    /// <summary>A certificate of the settings; null when none is named, or it cannot be used: then the start says so.</summary>
    private static X509Certificate2? ReadCertificate(WebApplicationBuilder builder, string fileSetting, string passwordSetting)
    {
        var (key, password) = ($"{SecurityOptions.Section}:{fileSetting}", $"{SecurityOptions.Section}:{passwordSetting}");
        if (builder.Configuration[key] is not { Length: > 0 } path)
        {
            return null;
        }

        try
        {
            return KeyCertificate.Read(Path.Combine(builder.Environment.ContentRootPath, path), builder.Configuration[password]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            builder.SettingsCheck().Add(key, path, $"a PFX file with an RSA key that {password} opens; this one: {e.Message}");
            return null;
        }
    }
}
