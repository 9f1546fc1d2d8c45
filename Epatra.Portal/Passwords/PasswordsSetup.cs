using Epatra.Portal.Accounts;
using Epatra.Portal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class PasswordsSetup
{
    public static void AddPasswords(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PasswordPolicyOptions>(PasswordPolicyOptions.Section);
        builder.Services.AddSingleton<HashingQueue>();
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<IPasswordHasher<PortalUser>, PasswordHasher<PortalUser>>();
        builder.Services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<PasswordPolicyOptions>>((hasher, passwords) => hasher.IterationCount = passwords.Value.Iterations);
    }
}
