using Epatra.Portal.MyAccount;

namespace Epatra.Portal;

internal static class MyAccountSetup
{
    public static void AddMyAccount(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<AccountGate>();
        builder.Services.AddScoped<AccountOperation>();
        builder.Services.AddScoped<AccountReader>();
        builder.Services.AddScoped<AuthenticatorChanges>();
        builder.Services.AddScoped<CodeTrial>();
        builder.Services.AddScoped<EmailChange>();
        builder.Services.AddScoped<EmailConfirmation>();
        builder.Services.AddScoped<NameChange>();
        builder.Services.AddScoped<OwnAccess>();
        builder.Services.AddScoped<OwnEvents>();
        builder.Services.AddScoped<RecoveryCodeRenewal>();
    }
}
