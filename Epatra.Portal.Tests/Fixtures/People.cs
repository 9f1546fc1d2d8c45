using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Fixtures;

/// <summary>A person of a test, known to no other test.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Email">User name.</param>
/// <param name="Secret">Base32; null without an authenticator.</param>
internal sealed record TestPerson(string Id, string Email, string? Secret)
{
    public const string Password = "Zonnebloem-17!";
}

internal static class People
{
    /// <summary>Adds a person with an authenticator.</summary>
    public static Task<TestPerson> AddWithAuthenticatorAsync(this PortalHost host, string language = "en", string? name = null) =>
        host.AddAsync(language, Base32.Encode(Totp.NewSecret()), grant: null, name);

    /// <summary>Adds a person who may enrol the first authenticator.</summary>
    public static Task<TestPerson> AddWithGrantAsync(this PortalHost host, string language = "en", string? name = null) =>
        host.AddAsync(language, secret: null, GrantKind.First, name);

    /// <summary>Adds a person with neither an authenticator nor a grant.</summary>
    public static Task<TestPerson> AddWithNeitherAsync(this PortalHost host) => host.AddAsync("en", secret: null, grant: null);

    /// <summary>Adds somebody who works at the desk.</summary>
    public static Task<TestPerson> AddAgentAsync(this PortalHost host, Role role = Role.Agent, string language = "en", string? name = null) =>
        host.AddAsync(language, Base32.Encode(Totp.NewSecret()), grant: null, name ?? "Alex Agent", role);

    /// <summary>A link for the first administrator: those of other stories are locked, or there would be none.</summary>
    public static async Task<string> SetUpLinkAsync(this PortalHost host)
    {
        var now = host.Time.Now();
        await host.QueryAsync(db => db.Users.Where(u => u.Role == Role.Administrator).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));
        return "/set-up?token=" + await host.RunAsync((SetUp setUp) => setUp.PrepareAsync());
    }

    private static async Task<TestPerson> AddAsync(this PortalHost host, string language, string? secret, GrantKind? grant, string? name = null, Role role = Role.User)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (database, now) = (services.GetRequiredService<PortalDbContext>(), host.Time.Now());
        var email = $"{Guid.NewGuid():N}@test.example";
        var user = new PortalUser { UserName = email, Email = email, Name = name ?? "Robin Test", Language = language, Role = role, CreatedAt = now, PasswordChangedAt = now };
        user.PasswordHash = await services.GetRequiredService<PasswordCheck>().HashAsync(user, TestPerson.Password);
        await services.GetRequiredService<Transactions>().RunAsync(async _ =>
        {
            var result = await services.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user);
            Xunit.Assert.True(result.Succeeded, result.ToString());
            if (grant is { } kind)
            {
                database.EnrollmentGrants.Add(new EnrollmentGrant { UserId = user.Id, Kind = kind, CreatedAt = now });
            }
        });
        var person = new TestPerson(user.Id, email, secret);
        if (secret is not null)
        {
            await host.AddAuthenticatorAsync(person);
        }

        return person;
    }

    /// <summary>Adds a set of recovery codes, as the wizard does.</summary>
    public static Task<IReadOnlyList<string>> AddRecoveryCodesAsync(this PortalHost host, TestPerson person) => host.RunAsync(async (IServiceProvider services) =>
    {
        var recovery = services.GetRequiredService<RecoveryCodes>();
        var set = await recovery.TryMakeAsync(person.Id);
        await services.GetRequiredService<Transactions>().RunAsync(_ => recovery.ReplaceAsync(person.Id, set!));
        return set!.Codes;
    });

    /// <summary>Adds an authenticator with the secret of the person.</summary>
    public static Task AddAuthenticatorAsync(
        this PortalHost host, TestPerson person, int number = 1, AuthenticatorState state = AuthenticatorState.Active, AuthenticatorApp app = AuthenticatorApp.Google) =>
        host.RunAsync(async (IServiceProvider services) =>
        {
            var (database, now) = (services.GetRequiredService<PortalDbContext>(), host.Time.Now());
            database.Authenticators.Add(new Authenticator
            {
                UserId = person.Id,
                Number = number,
                App = app,
                State = state,
                ProtectedSecret = services.GetRequiredService<AuthenticatorSecrets>().Protect(Base32.Decode(person.Secret!)),
                CreatedAt = now,
                ConfirmedAt = now,
            });
            return await database.SaveChangesAsync();
        });
}
