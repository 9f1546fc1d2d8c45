using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class AccountsSetup
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SignInOptions>(SignInOptions.Section);
        if (!builder.Environment.IsDevelopment() && builder.Configuration.GetValue<string>("Portal:Demo") is "true" or "True")
        {
            builder.SettingsCheck().Add("Portal:Demo", "true", "only false outside Development: everybody can read the password of the demo people");
        }

        builder.Services.AddScoped<Caller>();
        builder.Services.AddScoped<Sessions>();
        builder.Services.AddScoped<DemoPeople>();
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

    /// <summary>Finds out who asks: the address, then the session by its cookie.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.RequestServices.GetRequiredService<Caller>().Address = context.Connection.RemoteIpAddress?.ToString();
            return next(context);
        });
        app.UseAuthentication();
    }
}
