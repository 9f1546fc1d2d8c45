using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Live;

[Collection(PortalFixture.Collection)]
public sealed class CircuitLifeTests(PortalFixture portal)
{
    [Fact]
    public async Task A_circuit_stands_for_one_sign_in()
    {
        var host = portal.Sqlite;
        var (mine, other) = (await HalfWayAsync(host), await HalfWayAsync(host));
        await using var scope = host.Services.CreateAsyncScope();
        var circuit = scope.ServiceProvider.GetRequiredService<CircuitLife>();
        circuit.ActFor(mine, keep: false);

        Assert.Throws<InvalidOperationException>(() => circuit.ActFor(other, keep: false));

        await using var operation = host.Services.CreateAsyncScope();
        Assert.True(await circuit.IdentifyAsync(operation.ServiceProvider));
        Assert.Equal(mine, operation.ServiceProvider.GetRequiredService<Accounts.Actor>().HalfWay?.Id);
    }

    private static async Task<Guid> HalfWayAsync(PortalHost host)
    {
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        return await host.QueryAsync(data => data.HalfWaySignIns.Where(h => h.UserId == person.Id).Select(h => h.Id).SingleAsync());
    }
}
