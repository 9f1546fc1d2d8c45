using Epatra.Portal.Authenticators;

namespace Epatra.Portal;

internal static class AuthenticatorsSetup
{
    public static void AddAuthenticators(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuthenticatorSecrets>();
        builder.Services.AddScoped<CodeCheck>();
        builder.Services.AddScoped<CodeUses>();
        builder.Services.AddScoped<CodeDiagnoses>();
        builder.Services.AddScoped<OwnAuthenticators>();
        builder.Services.AddScoped<RecoveryCodes>();
    }
}
