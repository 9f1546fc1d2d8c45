using Bunit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.MyAccount;

public sealed class AuthenticatorCardTests : ComponentTest
{
    [Fact]
    public void The_name_of_an_authenticator_turns_nothing_beside_it()
    {
        var row = new AuthenticatorRow(Guid.NewGuid(), "הטלפון", AuthenticatorApp.Google, "a@test.example", Time.Now(), null, null, IsBlocked: false);

        var cut = Render<AuthenticatorCard>(parameters => parameters.Add(c => c.Rows, [row]));

        Assert.Equal("הטלפון", cut.Find("strong bdi").TextContent);
        Assert.All(cut.FindAll("a .hidden"), of => Assert.NotNull(of.QuerySelector("bdi")));
    }
}
