using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Authenticators;

[Collection(PortalFixture.Collection)]
public sealed class CodeCheckTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_is_accepted_once(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var code = Code(host, person);

        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, code));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, code));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, $" {code[..3]} {code[3..]} "));

        var row = await host.QueryAsync(data => data.Authenticators.AsNoTracking().SingleAsync(a => a.UserId == person.Id));
        Assert.Equal((host.Time.Now(), "0"), (row.LastUsedAt, row.Offsets));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_older_code_is_used_up_by_a_newer_one_and_the_next_is_not(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();

        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person, -1)));
        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person, 1)));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, Code(host, person)));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, Code(host, person, -1)));

        host.Time.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, Code(host, person)));
        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person, 1)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Only_an_active_authenticator_accepts(string database)
    {
        var host = portal.On(database);
        foreach (var state in Enum.GetValues<AuthenticatorState>())
        {
            var person = await host.AddWithAuthenticatorAsync();
            await ChangeAsync(host, person, a => a.SetProperty(x => x.State, state));
            Assert.Equal(
                (state, state == AuthenticatorState.Active ? CodeOutcome.Accepted : CodeOutcome.Wrong),
                (state, await AcceptAsync(host, person, Code(host, person))));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_is_not_a_code_uses_nothing_up(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        foreach (var typed in (string?[])[null, "", "12345", "1234567", "abcdef", "' OR 1=1 --", Code(host, person) + "0", Code(host, person)[1..]])
        {
            Assert.Equal(CodeOutcome.NotACode, await AcceptAsync(host, person, typed));
        }

        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_two_steps_ago_or_ahead_and_one_of_somebody_else_are_wrong(string database)
    {
        var host = portal.On(database);
        var (person, other) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        string[] right = [Code(host, person, -1), Code(host, person), Code(host, person, 1)];
        foreach (var code in ((string[])[Code(host, person, -2), Code(host, person, 2), Code(host, other)]).Except(right))
        {
            Assert.Equal(CodeOutcome.Wrong, await AcceptAsync(host, person, code));
        }

        Assert.Equal(CodeOutcome.Wrong, await AcceptAsync(host, await host.AddWithNeitherAsync(), Code(host, person)));
        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, other, Code(host, other)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Each_of_two_authenticators_of_a_person_has_codes_of_its_own(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var second = person with { Secret = Base32.Encode(Totp.NewSecret()) };
        await AddAsync(host, second);

        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, second)));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, Code(host, second)));
        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person)));
        Assert.Equal(CodeOutcome.AlreadyUsed, await AcceptAsync(host, person, Code(host, person)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_whose_transaction_failed_is_not_used_up(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var outcome = await host.RunAsync((IServiceProvider services) => services.GetRequiredService<Transactions>().RunAsync(async effects =>
        {
            effects.Undo();
            return (await services.GetRequiredService<CodeCheck>().AcceptAsync(await OwnAsync(services, person), Code(host, person))).Outcome;
        }));

        Assert.Equal(CodeOutcome.Accepted, outcome);
        Assert.Equal(CodeOutcome.Accepted, await AcceptAsync(host, person, Code(host, person)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Fifty_at_the_same_moment_give_one_success(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var code = Code(host, person);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => AcceptAsync(host, person, code))));

        Assert.Single(outcomes, CodeOutcome.Accepted);
        Assert.Equal(49, outcomes.Count(outcome => outcome == CodeOutcome.AlreadyUsed));
    }

    private static string Code(PortalHost host, TestPerson person, int steps = 0) =>
        Totp.Code(Base32.Decode(person.Secret!), Totp.StepAt(host.Time.GetUtcNow()) + steps);

    private static Task<CodeOutcome> AcceptAsync(PortalHost host, TestPerson person, string? typed) => host.RunAsync((IServiceProvider services) =>
        services.GetRequiredService<Transactions>().RunAsync(async _ => (await services.GetRequiredService<CodeCheck>().AcceptAsync(await OwnAsync(services, person), typed)).Outcome));

    private static Task<IReadOnlyList<Authenticator>> OwnAsync(IServiceProvider services, TestPerson person) =>
        services.GetRequiredService<OwnAuthenticators>().ActiveAsync(person.Id);

    private static Task<int> ChangeAsync(
        PortalHost host, TestPerson person, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Authenticator>> change) =>
        host.QueryAsync(data => data.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(change));

    private static Task<int> AddAsync(PortalHost host, TestPerson person) => host.RunAsync(async (IServiceProvider services) =>
    {
        var data = services.GetRequiredService<PortalDbContext>();
        data.Authenticators.Add(new Authenticator
        {
            UserId = person.Id,
            Number = 2,
            App = AuthenticatorApp.Microsoft,
            State = AuthenticatorState.Active,
            ProtectedSecret = services.GetRequiredService<AuthenticatorSecrets>().Protect(Base32.Decode(person.Secret!)),
            CreatedAt = host.Time.Now(),
        });
        return await data.SaveChangesAsync();
    });
}
