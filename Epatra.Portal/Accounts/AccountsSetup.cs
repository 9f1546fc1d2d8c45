using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class AccountsSetup
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SignInOptions>(SignInOptions.Section);
        builder.Services.AddScoped<Actor>();
        builder.Services.AddScoped<Sessions>();
        builder.Services.AddScoped<TrustedBrowsers>();
        builder.Services.AddScoped<Revocations>();
        builder.Services.AddScoped<DemoPeople>();
        builder.Services.AddScoped<SetUp>();
        builder.Services.AddScoped<Alerts>();
        builder.Services.AddScoped<Freeze>();
        builder.Services.AddScoped<AddressChange>();
        builder.AddMyAccount();
        builder.Services.AddIdentityCore<PortalUser>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = ""; // user names are e-mail addresses, of any script
        }).AddEntityFrameworkStores<PortalDbContext>();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookie.Configuration>();
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>Finds out who asks: from where and with which trust, then the session by its cookie.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var actor = context.RequestServices.GetRequiredService<Actor>();
            (actor.Address, actor.UserAgent) = (context.Connection.RemoteIpAddress?.ToString(), UserAgent.Of(context));
            actor.TrustToken = userId => TrustCookie.Get(context, userId);
            actor.IsKnownBrowser = user => KnownBrowser.IsThis(context, user);
            return next(context);
        });
        app.UseAuthentication();
    }

    /// <summary>Adds the demo people where they are wanted, and tells the newcomer about them.</summary>
    public static async Task AddDemoPeopleAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var demo = scope.ServiceProvider.GetRequiredService<DemoPeople>();
        if (demo.Wanted)
        {
            await demo.SeedAsync();
            app.Lifetime.ApplicationStarted.Register(() => PrintDemo(app));
        }
    }

    /// <summary>
    /// Prints the link for the first administrator as long as there is none who can sign in. Not to the log: whoever has the
    /// link takes the portal over. In Development only where the demo people are switched off and there is nobody.
    /// </summary>
    public static async Task PrintSetUpLinkAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (setUp, demo) = (scope.ServiceProvider.GetRequiredService<SetUp>(), scope.ServiceProvider.GetRequiredService<DemoPeople>());
        var wanted = !app.Environment.IsDevelopment() || (!demo.Wanted && !await setUp.HasAdministratorAsync());
        if (wanted && await setUp.IsNeededAsync())
        {
            var token = await setUp.PrepareAsync();
            var address = scope.ServiceProvider.GetRequiredService<IOptions<PortalOptions>>().Value.Address($"/set-up?token={token}");
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(
                $"""

                Nobody administers this portal yet. This link, once and within 24 hours, makes the first administrator:

                  {address}

                """));
        }
    }

    /// <summary>In one write: the lines of the log come from another thread.</summary>
    private static void PrintDemo(WebApplication app)
    {
        var people = DemoPeople.All.Select(person =>
            $"  {person.Email,-28} {person.Role,-14} {person.Language}  {(person.HasKey ? "has an authenticator" : "enrols an authenticator")}");
        Console.WriteLine(
            $"""

            Open {string.Join(" or ", app.Urls)}

            Demo people, password of all: {DemoPeople.Password}
            {string.Join('\n', people)}
            Key of those authenticators: {DemoPeople.Key}   (a code now: oathtool --totp -b {DemoPeople.Key})
            Their mail: {app.Urls.First()}/dev/mail

            """);
    }
}
