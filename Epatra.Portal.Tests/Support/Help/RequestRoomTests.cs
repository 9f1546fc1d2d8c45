using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Support.Help;

/// <summary>Who makes room when many browsers wait with one password.</summary>
[Collection(PortalFixture.Collection)]
public sealed class RequestRoomTests(PortalFixture portal)
{
    [Theory]
    [InlineData("Sqlite", "203.0.113.9", "203.0.113.9")]
    [InlineData("PostgreSql", "203.0.113.9", "203.0.113.9")]
    [InlineData("Sqlite", "2001:db8::1", "2001:db8::2")] // of one customer
    [InlineData("PostgreSql", "2001:db8::1", "2001:db8::2")]
    public async Task Browsers_of_one_network_throw_nobody_out_who_waits_elsewhere(string database, string one, string other)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        await WaitAsync(host, person, "198.51.100.7");
        for (var browsers = 0; browsers < 11; browsers++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await WaitAsync(host, person, browsers % 2 == 0 ? one : other);
        }

        var ends = await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).OrderBy(r => r.CreatedAt).Select(r => r.EndedBy).ToListAsync());
        Assert.Equal([null, RequestEnd.GivenUp, RequestEnd.GivenUp, .. new RequestEnd?[9]], ends);
    }

    /// <summary>A new browser at a network address, which gives the password and asks for help.</summary>
    private static async Task WaitAsync(PortalHost host, TestPerson person, string address)
    {
        var answer = await host.RunAsync((PasswordSignIn password) => password.TryAsync(person.Email, TestPerson.Password, Token.New(), "/"));
        await host.RunAsync(async (IServiceProvider services) =>
        {
            var actor = services.GetRequiredService<Actor>();
            (actor.HalfWay, actor.Address) = (await services.GetRequiredService<HalfWaySignIns>().FindAsync(answer.Entry!.HalfWayToken!), address);
            await services.GetRequiredService<HelpRequests>().OpenAsync(Cause.NewPhone);
            return true;
        });
    }
}
