using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Benchmarks;

/// <summary>A person who signs in once: a code works once.</summary>
internal sealed record Person(string Id, string Email, byte[] Secret)
{
    public string Code => Totp.Code(Secret, Totp.StepAt(TimeProvider.System.GetUtcNow()));
}

/// <summary>A database with people in it, made by the portal's own code in this process.</summary>
internal sealed class SeededDatabase : IAsyncDisposable
{
    public const string Password = "Zonnebloem-17!";

    /// <summary>Of a hash that costs next to nothing.</summary>
    public const int FewIterations = 1_000;

    /// <summary>The first people, with such a hash: so many sign-ins take until the compiler has seen and bettered everything.</summary>
    public const int WarmUp = 800;

    private readonly Factory factory;
    private readonly DirectoryInfo mails;
    private readonly Queue<Person> people = new();

    private SeededDatabase(Factory factory, DirectoryInfo mails, (string Key, string Value)[] settings) => (this.factory, this.mails, Settings) = (factory, mails, settings);

    /// <summary>What makes a portal work on this database.</summary>
    public (string Key, string Value)[] Settings { get; }

    /// <summary>The services of a portal on this database that listens nowhere.</summary>
    public IServiceProvider Services => factory.Services;

    public static async Task<SeededDatabase> CreateAsync(DatabaseProvider provider, string connectionString, int people, int iterations, bool authenticators)
    {
        var mails = Directory.CreateTempSubdirectory("portal-benchmarks-mail-");
        (string Key, string Value)[] settings =
        [
            ("Database:Provider", provider.ToString()),
            ("Database:ConnectionString", connectionString),
            ("Passwords:Iterations", iterations.ToString(CultureInfo.InvariantCulture)),
            ("Mail:PickupDirectory", mails.FullName),
        ];
        var database = new SeededDatabase(new Factory(settings), mails, settings);
        await using var scope = database.Services.CreateAsyncScope();
        await database.AddAsync(WarmUp, FewIterations, authenticators, scope.ServiceProvider);
        await database.AddAsync(people, iterations, authenticators, scope.ServiceProvider);
        return database;
    }

    /// <summary>Somebody who has not signed in yet.</summary>
    public Person Next()
    {
        lock (people)
        {
            return people.Dequeue();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        mails.Delete(recursive: true);
    }

    /// <summary>One hash for all: it is salted, and tells nothing of whose it is.</summary>
    private async Task AddAsync(int count, int iterations, bool authenticators, IServiceProvider services)
    {
        var database = services.GetRequiredService<PortalDbContext>();
        var hasher = new PasswordHasher<PortalUser>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        var hash = hasher.HashPassword(new() { Name = "", Language = "nl" }, Password);
        await services.GetRequiredService<Transactions>().RunAsync(_ =>
        {
            for (var i = 0; i < count; i++)
            {
                var user = User($"person{people.Count}@benchmark.example", hash, services);
                var person = new Person(user.Id, user.Email!, Totp.NewSecret());
                database.Users.Add(user);
                if (authenticators)
                {
                    database.Authenticators.Add(Authenticator(person, user.CreatedAt, services));
                }
                else
                {
                    database.EnrollmentGrants.Add(new() { UserId = user.Id, Kind = GrantKind.First, CreatedAt = user.CreatedAt });
                }

                people.Enqueue(person);
            }

            return Task.CompletedTask;
        });
    }

    private static PortalUser User(string email, string hash, IServiceProvider services)
    {
        var (users, now) = (services.GetRequiredService<UserManager<PortalUser>>(), TimeProvider.System.Now());
        return new()
        {
            UserName = email,
            NormalizedUserName = users.NormalizeName(email),
            Email = email,
            NormalizedEmail = users.NormalizeEmail(email),
            EmailConfirmed = true,
            Name = "Robin Benchmark",
            Language = "nl",
            CreatedAt = now,
            PasswordChangedAt = now,
            PasswordHash = hash,
        };
    }

    private static Authenticator Authenticator(Person person, DateTime now, IServiceProvider services) => new()
    {
        UserId = person.Id,
        Number = 1,
        App = AuthenticatorApp.Google,
        State = AuthenticatorState.Active,
        ProtectedSecret = services.GetRequiredService<AuthenticatorSecrets>().Protect(person.Secret),
        CreatedAt = now,
        ConfirmedAt = now,
    };

    private sealed class Factory((string Key, string Value)[] settings) : WebApplicationFactory<App>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(RunningPortal.EnvironmentName);
            builder.ConfigureLogging(logging => logging.ClearProviders());
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}
