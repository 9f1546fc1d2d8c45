using Epatra.Portal.Data;
using Epatra.Portal.Door;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Accounts;

/// <summary>What was begun while the clock was wrong.</summary>
public sealed class ClockAheadTests
{
    private const string Application = "app.example.com";

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(183);

    /// <summary>Each begins something for somebody new, and gives the question whether it counts.</summary>
    private static readonly Dictionary<string, Func<PortalHost, Task<Func<Task<bool>>>>> Begun = new()
    {
        ["session"] = async host =>
        {
            var (visitor, id) = await SignInAsync(host);
            return async () =>
            {
                await visitor.GoAsync("/");
                return visitor.At == "/" && await host.RunAsync((Sessions sessions) => sessions.FindAsync(id)) is not null;
            };
        },
        ["fresh proof"] = async host =>
        {
            var (_, id) = await SignInAsync(host);
            return async () =>
            {
                await BeginNowAsync(host, id);
                return await host.RunAsync((Sessions sessions) => sessions.FindFreshAsync(id)) is not null;
            };
        },
        ["ticket of the door"] = async host =>
        {
            var ((_, id), browser) = (await SignInAsync(host), Token.New());
            var ticket = await host.RunAsync(async (IServiceProvider services) =>
            {
                services.GetRequiredService<Actor>().Session = await services.GetRequiredService<Sessions>().FindAsync(id);
                return await services.GetRequiredService<DoorPasses>().IssueAsync(Application, Token.Hash(browser));
            });
            return async () =>
            {
                await BeginNowAsync(host, id);
                return await host.RunAsync((DoorPasses passes) => passes.EnterAsync(Application, ticket, browser)) is not null;
            };
        },
        ["half-way sign-in"] = async host =>
        {
            var visitor = await host.HalfWayAsync(await host.AddWithAuthenticatorAsync());
            return async () =>
            {
                await visitor.GoAsync("/sign-in/code");
                return visitor.At == "/sign-in/code";
            };
        },
        ["trust"] = async host =>
        {
            var person = await host.AddWithAuthenticatorAsync();
            var visitor = await host.TrustingAsync(person);
            return () => visitor.PasswordIsEnoughAsync(person);
        },
        ["grant"] = async host =>
        {
            var person = await host.AddWithNeitherAsync();
            await host.RunAsync(async (IServiceProvider services) =>
            {
                await services.GetRequiredService<Transactions>().RunAsync(_ => Task.FromResult(services.GetRequiredService<EnrollmentGrants>().AddReset(person.Id, null, TimeSpan.FromHours(2))));
                return true;
            });
            return async () => await (await WizardBrowser.OpenAsync(host, person)).OpenWizardAsync() is not null;
        },
        ["mail code"] = async host =>
        {
            var person = await host.AddWithAuthenticatorAsync();
            var caller = await host.AskForHelpAsync(person);
            var code = await host.MailCodeAsync(person);
            return async () =>
            {
                await caller.SignInWithPasswordAsync(person);
                await caller.TypeMailCodeAsync(code);
                return await host.QueryAsync(db => db.HelpRequests.AnyAsync(r => r.UserId == person.Id && r.MailCodeAt != null));
            };
        },
        ["set-up link"] = async host =>
        {
            var (visitor, link) = (new Visitor(host.Address), await host.SetUpLinkAsync());
            return async () =>
            {
                await visitor.GoAsync(link);
                return visitor.Page.QuerySelector("[data-testid=set-up-form]") is not null;
            };
        },
        ["invitation"] = async host =>
        {
            var (visitor, person) = (new Visitor(host.Address), await host.InviteAsync(await host.AddAdministratorAsync()));
            return async () =>
            {
                await visitor.GoAsync(await host.LinkAsync(person));
                return visitor.Page.QuerySelector("[data-testid=invitation-form]") is not null && await host.RunAsync(async (InvitationLinks links) => await links.FindOpenAsync(visitor.At.Split("token=")[1]) is not null);
            };
        },
        ["link to a new password"] = async host =>
        {
            var visitor = new Visitor(host.Address);
            var link = await host.ForgetPasswordAsync(await host.AddWithAuthenticatorAsync(), visitor);
            return async () =>
            {
                await visitor.GoAsync(link!);
                return visitor.Page.QuerySelector("[data-testid=reset-form]") is not null;
            };
        },
    };

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_was_begun_while_the_clock_was_half_a_year_ahead_does_not_count_when_it_is_right_again(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database)); // the clock goes far
        foreach (var (what, begin) in Begun)
        {
            host.Time.Advance(Ahead);
            Assert.True(await (await begin(host))(), what);
            var counts = await begin(host);
            host.Time.Advance(-Ahead);
            Assert.False(await counts(), what);
        }
    }

    [Fact]
    public async Task A_minute_between_the_clocks_of_two_nodes_ends_nothing()
    {
        await using var host = await PortalHost.StartAsync();
        foreach (var (what, begin) in Begun)
        {
            host.Time.Advance(Clock.Skew);
            var counts = await begin(host);
            host.Time.Advance(-Clock.Skew);
            Assert.True(await counts(), what);
        }
    }

    private static async Task<(Visitor Visitor, Guid Session)> SignInAsync(PortalHost host)
    {
        var (visitor, person) = (new Visitor(host.Address), await host.AddWithAuthenticatorAsync());
        await visitor.SignInAsync(person, host);
        return (visitor, await host.QueryAsync(db => db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.Id).SingleAsync()));
    }

    /// <summary>The session as such counts, so that the rest can be seen.</summary>
    private static Task<int> BeginNowAsync(PortalHost host, Guid id)
    {
        var now = host.Time.Now();
        return host.QueryAsync(db => db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.CreatedAt, now).SetProperty(x => x.LastSeenAt, now)));
    }
}
