using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>People to try the portal with, in Development.</summary>
internal sealed class DemoPeople(
    PortalDbContext database,
    UserManager<PortalUser> users,
    PasswordCheck passwords,
    AuthenticatorSecrets secrets,
    Transactions transactions,
    TimeProvider time,
    PasswordExpiry expiry,
    IOptions<PortalOptions> portal,
    IHostEnvironment environment)
{
    public const string Password = "Welkom-2026!";
    public const string Key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    public static readonly IReadOnlyList<Person> All =
    [
        new("jan", "Jan Peeters", "nl"),
        new("marie", "Marie Dubois", "fr"),
        new("emma", "Emma Clarke", "en", HasKey: true),
        new("oud", "Oscar Oudendijk", "nl", HasKey: true, PasswordAgeMonths: 7),
        new("agent", "Ans de Vries", "nl", Role.Agent, HasKey: true),
        new("agent2", "Luc Lambert", "fr", Role.Agent, HasKey: true),
        new("admin", "Ada Willems", "nl", Role.Administrator, HasKey: true),
        new("admin2", "Bruno Maes", "fr", Role.Administrator, HasKey: true),
    ];

    public bool Wanted => portal.Value.Demo ?? environment.IsDevelopment();

    /// <summary>Adds who is not there yet. Only the first start pays for the hashes, and makes them side by side.</summary>
    public async Task SeedAsync()
    {
        var present = await database.Users.Select(user => user.UserName).ToListAsync();
        var missing = All.Where(person => !present.Contains(person.Email)).Select(person => (person, user: User(person))).ToList();
        await Task.WhenAll(missing.Select(async one => one.user.PasswordHash = await passwords.HashAsync(one.user, Password)));
        foreach (var (person, user) in missing)
        {
            await transactions.RunAsync(_ => AddAsync(person, user));
        }
    }

    private async Task AddAsync(Person person, PortalUser user)
    {
        var result = await users.CreateAsync(user);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Description)));
        }

        if (person.HasKey)
        {
            database.Authenticators.Add(new Authenticator
            {
                UserId = user.Id,
                Number = 1,
                App = AuthenticatorApp.Google,
                State = AuthenticatorState.Active,
                ProtectedSecret = secrets.Protect(Base32.Decode(Key)),
                CreatedAt = user.CreatedAt,
                ConfirmedAt = user.CreatedAt,
            });
        }
        else
        {
            database.EnrollmentGrants.Add(new EnrollmentGrant { UserId = user.Id, Kind = GrantKind.First, CreatedAt = user.CreatedAt });
        }
    }

    private PortalUser User(Person person)
    {
        var now = time.Now();
        var changed = now.AddMonths(-person.PasswordAgeMonths);
        return new PortalUser
        {
            UserName = person.Email,
            Email = person.Email,
            EmailConfirmed = true,
            Name = person.Name,
            Language = person.Language,
            Role = person.Role,
            Company = "Demo",
            CreatedAt = now,
            PasswordChangedAt = changed,
            PasswordExpiresAt = expiry.After(changed),
        };
    }

    internal sealed record Person(string Mail, string Name, string Language, Role Role = Role.User, bool HasKey = false, int PasswordAgeMonths = 0)
    {
        public string Email => $"{Mail}@demo.epatra.example";
    }
}
