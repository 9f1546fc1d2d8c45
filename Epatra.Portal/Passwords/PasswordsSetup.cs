using Epatra.Portal.Accounts;
using Epatra.Portal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class PasswordsSetup
{
    /// <summary>A new password is for people who are in, and for those who are not let in before they have one.</summary>
    public const string ChangePolicy = "NewPassword";

    public static void AddPasswords(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PasswordPolicyOptions>(PasswordPolicyOptions.Section);
        builder.Services.AddSingleton<HashingQueue>();
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<CommonPasswords>();
        builder.Services.AddSingleton<PasswordRules>();
        builder.Services.AddSingleton<PasswordStrength>();
        builder.Services.AddSingleton<PasswordExpiry>();
        builder.Services.AddSingleton<OneChoiceAtATime>();
        builder.Services.AddScoped<PasswordHistory>();
        builder.Services.AddScoped<NewPasswords>();
        builder.Services.AddScoped<PasswordChange>();
        builder.Services.AddScoped<PasswordReset>();
        builder.Services.AddScoped<ForgottenPasswords>();
        builder.Services.AddScoped<PasswordLinks>();
        builder.Services.AddScoped<MissingExpiries>();
        builder.Services.AddScoped<ExpiryReminders>();
        builder.Services.AddHostedService<PasswordMailService>();
        builder.Services.AddSingleton<IPasswordHasher<PortalUser>, PasswordHasher<PortalUser>>();
        // With Debug on, the framework writes what a page sends over its circuit: here a password, letter by letter.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Information);
        builder.Services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<PasswordPolicyOptions>>((hasher, passwords) => hasher.IterationCount = passwords.Value.Iterations);
        builder.Services.AddAuthorizationBuilder().AddPolicy(ChangePolicy, policy => policy.RequireAssertion(context =>
            context.Resource is HttpContext http && http.RequestServices.GetRequiredService<PasswordChange>().IsOpen));
    }
}
