using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Audit;

[Collection(PortalFixture.Collection)]
public sealed class AuditLogTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Entries_are_chained_and_say_who_whom_what_when_and_from_where(string database)
    {
        var host = portal.On(database);
        await host.RunAsync(async (IServiceProvider services) =>
        {
            services.GetRequiredService<Actor>().Address = "192.0.2.7";
            services.GetRequiredService<Actor>().Session = new Session { UserId = "actor", Factor = SecondFactor.Code, CreatedAt = default, ExpiresAt = default, LastSeenAt = default, ProofAt = default };
            await services.GetRequiredService<Transactions>().RunAsync(effects =>
            {
                effects.Audit(AuditKind.SessionEnded, "subject", "first");
                effects.Audit(AuditKind.SignedOut, null);
                return Task.CompletedTask;
            });
            return true;
        });

        var last = (await Chain.ReadValidAsync(host)).TakeLast(2).ToList();
        Assert.Equal(
            [(AuditKind.SessionEnded, "actor", "subject", "first", "192.0.2.7", host.Time.Now()), (AuditKind.SignedOut, "actor", null, null, "192.0.2.7", host.Time.Now())],
            last.Select(entry => (entry.Kind, entry.ActorId, entry.SubjectId, entry.Details, entry.Address, entry.At)));
        Assert.NotEqual(last[0].AddressDigest, last[1].AddressDigest);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Parallel_writers_of_all_nodes_leave_no_gap_and_no_fork(string database)
    {
        var host = portal.On(database);
        await using var node = database == nameof(DatabaseProvider.PostgreSql) ? host.StartNode() : null;
        var mark = Guid.NewGuid().ToString();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => WriteAsync(i % 2 == 0 ? host : node ?? host, mark, i))));

        var written = (await Chain.ReadValidAsync(host)).Where(entry => entry.SubjectId == mark).ToList();
        Assert.Equal(80, written.Count);
        Assert.Equal(Enumerable.Range(0, 40).SelectMany(i => new[] { $"{i} a", $"{i} b" }).Order(), written.Select(entry => entry.Details).Order());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Erasing_an_address_leaves_the_chain_valid(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.Contains(await Chain.ReadValidAsync(host), entry => entry.SubjectId == person.Id && entry.Address == "127.0.0.1");

        var erased = await host.QueryAsync(data => data.AuditEntries.Where(entry => entry.SubjectId == person.Id)
            .ExecuteUpdateAsync(entry => entry.SetProperty(e => e.Address, (string?)null).SetProperty(e => e.AddressSalt, (string?)null)));
        Assert.True(erased >= 3);
        Assert.DoesNotContain(await Chain.ReadValidAsync(host), entry => entry.SubjectId == person.Id && (entry.Address ?? entry.AddressSalt) is not null);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Enrolment_and_sign_in_leave_ids_in_the_log_and_no_address_name_or_secret(string database)
    {
        var host = portal.On(database);
        var before = (await Chain.ReadValidAsync(host)).Count;
        var person = await host.AddWithGrantAsync(name: "Zoë Van den Broucke");
        using var visitor = new Visitor(host.Address);
        var stranger = $"{Guid.NewGuid():N}@elsewhere.example";
        await visitor.SignInWithPasswordAsync(person with { Email = stranger });
        await visitor.SignInWithPasswordAsync(person, password: "Wrong-Password-99!");
        await visitor.SignInWithPasswordAsync(person);
        var (key, recoveryCodes) = await EnrolAsync(host, person);
        host.Time.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        await visitor.SignInWithPasswordAsync(person);
        await visitor.SubmitCodeAsync("000000x");
        var code = await Phone.CodeAsync(key, host.Time.GetUtcNow());
        await visitor.SubmitCodeAsync(code);
        await visitor.PostAsync("/sign-out", ("__RequestVerificationToken", visitor.Page.QuerySelector("form[action='/sign-out'] input[type=hidden]")!.GetAttribute("value")!));

        var entries = (await Chain.ReadValidAsync(host)).Skip(before).ToList();
        Assert.Equal(ExpectedKinds, entries.Select(entry => entry.Kind));
        var text = string.Join('\n', entries.Select(entry => string.Join('|', typeof(AuditEntry).GetProperties().Select(property => property.GetValue(entry)))));
        Assert.Contains(person.Id, text);
        string[] secrets = [person.Email, stranger, "@", "Zoë", "Broucke", TestPerson.Password, "Wrong-Password", key, code, "000000x", .. recoveryCodes, .. recoveryCodes.Select(c => c.Replace("-", "", StringComparison.Ordinal))];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    private static AuditKind[] ExpectedKinds =>
    [
        AuditKind.PasswordRefused, AuditKind.PasswordRefused, AuditKind.PasswordAccepted,
        AuditKind.AuthenticatorPrepared, AuditKind.CodeRefused, AuditKind.AuthenticatorConfirmed, AuditKind.RecoveryCodesMade, AuditKind.SignedIn,
        AuditKind.PasswordAccepted, AuditKind.CodeRefused, AuditKind.CodeAccepted, AuditKind.SignedIn, AuditKind.SignedOut,
    ];

    private static Task<bool> WriteAsync(PortalHost host, string mark, int number) => host.RunAsync(async (Transactions transactions) =>
    {
        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.SessionEnded, mark, $"{number} a");
            effects.Audit(AuditKind.SessionEnded, mark, $"{number} b");
            return Task.CompletedTask;
        });
        return true;
    });

    /// <summary>The wizard's operations, as its page calls them.</summary>
    private static async Task<(string Key, IReadOnlyList<string> RecoveryCodes)> EnrolAsync(PortalHost host, TestPerson person)
    {
        await InWizardAsync(host, person, services => services.GetRequiredService<WizardSteps>().OpenAsync());
        await InWizardAsync(host, person, async services =>
        {
            await services.GetRequiredService<WizardSteps>().ChooseAppAsync(AuthenticatorApp.Google);
            return true;
        });
        var key = (await InWizardAsync(host, person, services => services.GetRequiredService<WizardSteps>().ReadAsync()))!.Entry!.Key;
        await InWizardAsync(host, person, services => services.GetRequiredService<WizardConfirmation>().ConfirmAsync("12345"));
        var code = await Phone.CodeAsync(key, host.Time.GetUtcNow());
        var result = await InWizardAsync(host, person, services => services.GetRequiredService<WizardConfirmation>().ConfirmAsync(code));
        Assert.NotNull(await InWizardAsync(host, person, services => services.GetRequiredService<WizardConfirmation>().FinishAsync()));
        return (key, result!.RecoveryCodes!);
    }

    private static Task<T> InWizardAsync<T>(PortalHost host, TestPerson person, Func<IServiceProvider, Task<T>> operation) => host.RunAsync(async (IServiceProvider services) =>
    {
        services.GetRequiredService<Actor>().HalfWay = await services.GetRequiredService<PortalDbContext>().HalfWaySignIns.AsNoTracking()
            .Include(halfWay => halfWay.User).SingleAsync(halfWay => halfWay.UserId == person.Id && halfWay.EndedAt == null);
        return await operation(services);
    });
}
