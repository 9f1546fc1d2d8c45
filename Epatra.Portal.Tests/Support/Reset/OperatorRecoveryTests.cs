using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Support.Reset;

[Collection(PortalFixture.Collection)]
public sealed class OperatorRecoveryTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_only_administrator_comes_back_within_a_day_by_the_operators_command_and_is_told(string database)
    {
        var host = portal.On(database);
        var administrator = await host.AddAgentAsync(Role.Administrator);
        var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["people", "recover", administrator.Email.ToUpperInvariant()], () => new OperatorHost(host.Services), output, output));
        Assert.Contains("For 24 hours the password opens the wizard.", output.ToString(), StringComparison.Ordinal);
        using var visitor = await host.HalfWayAsync(administrator);
        Assert.Equal("/enroll", visitor.At);
        Assert.Contains("The operator of the portal has reset your authenticator.", (await host.MailAsync(administrator, "Your authenticator was reset")).Text, StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromHours(24));
        using var late = await host.HalfWayAsync(administrator);
        Assert.Equal("/sign-in/help", late.At);
    }

    [Fact]
    public async Task For_an_address_that_nobody_has_it_ends_with_1()
    {
        var errors = new StringWriter();
        Assert.Equal(1, await CommandLine.RunAsync(["people", "recover", "nobody@test.example"], () => new OperatorHost(portal.Sqlite.Services), errors, errors));
        Assert.StartsWith("Nobody who may sign in has this address.", errors.ToString());
        Assert.Equal(2, await CommandLine.RunAsync(["people", "recover"], () => new OperatorHost(portal.Sqlite.Services), errors, errors));
    }
}
