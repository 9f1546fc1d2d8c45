using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Accounts;

public sealed class DemoPeopleTests
{
    /// <summary>As the contract lists them.</summary>
    private static readonly (string Email, Role Role, string Language, bool HasKey, bool Expired)[] Contract =
    [
        ("admin2@demo.epatra.example", Role.Administrator, "fr", true, false),
        ("admin@demo.epatra.example", Role.Administrator, "nl", true, false),
        ("agent2@demo.epatra.example", Role.Agent, "fr", true, false),
        ("agent@demo.epatra.example", Role.Agent, "nl", true, false),
        ("emma@demo.epatra.example", Role.User, "en", true, false),
        ("jan@demo.epatra.example", Role.User, "nl", false, false),
        ("marie@demo.epatra.example", Role.User, "fr", false, false),
        ("oud@demo.epatra.example", Role.User, "nl", true, true),
    ];

    [Theory]
    [InlineData(nameof(DatabaseProvider.Sqlite))]
    [InlineData(nameof(DatabaseProvider.PostgreSql))]
    public async Task Everybody_of_the_contract_is_there_once_with_role_language_password_and_authenticator_or_grant(string database)
    {
        var first = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Portal:Demo", "true"));
        await EverybodyIsThereAsync(first);
        await first.RunAsync(async (DemoPeople demo) =>
        {
            await demo.SeedAsync();
            return true;
        });
        await EverybodyIsThereAsync(first);

        await using var second = await first.RestartAsync();
        await EverybodyIsThereAsync(second);
    }

    [Fact]
    public async Task Somebody_who_was_removed_comes_back_at_the_next_start_and_the_others_stay_as_they_are()
    {
        var first = await PortalHost.StartAsync(settings: ("Portal:Demo", "true"));
        await first.QueryAsync(data => data.EnrollmentGrants.Where(grant => grant.User!.Email!.StartsWith("jan@")).ExecuteDeleteAsync());
        await first.QueryAsync(data => data.Users.Where(user => user.Email!.StartsWith("jan@")).ExecuteDeleteAsync());
        var others = await IdsAsync(first);

        await using var second = await first.RestartAsync();
        await EverybodyIsThereAsync(second);
        Assert.Equal(others, (await IdsAsync(second)).Intersect(others));
    }

    [Fact]
    public async Task Without_the_setting_there_is_nobody()
    {
        await using var host = await PortalHost.StartAsync(settings: ("Portal:Demo", "false"));
        Assert.Empty(await IdsAsync(host));
    }

    private static Task<List<string>> IdsAsync(PortalHost host) => host.QueryAsync(data => data.Users.OrderBy(user => user.Id).Select(user => user.Id).ToListAsync());

    private static async Task EverybodyIsThereAsync(PortalHost host)
    {
        var now = host.Time.Now();
        var users = (await host.QueryAsync(data => data.Users.AsNoTracking().ToListAsync())).OrderBy(user => user.UserName, StringComparer.Ordinal).ToList();
        var authenticators = await host.QueryAsync(data => data.Authenticators.AsNoTracking().ToListAsync());
        var grants = await host.QueryAsync(data => data.EnrollmentGrants.AsNoTracking().ToListAsync());

        Assert.Equal(
            Contract.OrderBy(person => person.Email, StringComparer.Ordinal),
            users.Select(user => (user.UserName!, user.Role, user.Language, authenticators.Any(a => a.UserId == user.Id), user.PasswordExpiresAt < now)));
        Assert.Equal(users.Count, users.Count(user => user.Email == user.UserName && user.DisabledAt is null));
        foreach (var user in users)
        {
            Assert.True(await host.RunAsync((PasswordCheck passwords) => passwords.IsRightAsync(user, "Welkom-2026!")));
            var own = authenticators.Where(a => a.UserId == user.Id).ToList();
            var open = grants.Where(grant => grant.UserId == user.Id).ToList();
            Assert.Equal(1, own.Count + open.Count);
            Assert.All(open, grant => Assert.Equal((GrantKind.First, null, null), (grant.Kind, grant.UsedAt, grant.ExpiresAt)));
            Assert.All(own, a => Assert.Equal(AuthenticatorState.Active, a.State));
            foreach (var authenticator in own)
            {
                Assert.Equal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Base32.Encode(await host.RunAsync((AuthenticatorSecrets secrets) => Task.FromResult(secrets.Unprotect(authenticator.ProtectedSecret)))));
            }
        }
    }
}
