using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class PasswordAndCodeTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Password_and_code_sign_in_and_lead_to_the_page_that_was_asked_for(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);

        await visitor.SignInWithPasswordAsync(person, "/?tile=3");
        Assert.Equal("/sign-in/code", visitor.At);

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow()));
        Assert.Equal("/?tile=3", visitor.At);
        Assert.Contains("Robin Test", visitor.Page.Body!.TextContent);
    }
}
