using System.Net;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.SignIn;

[Collection(PortalFixture.Collection)]
public sealed class RedirectTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    public static TheoryData<string> Elsewhere =>
    [
        "https://evil.example",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\r\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "~/evil",
        "",
    ];

    [Theory, MemberData(nameof(Elsewhere))]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in?returnUrl=/sign-in")]
    [InlineData("/SIGN-IN/help")]
    [InlineData("/enroll")]
    [InlineData("/sign-out")]
    public async Task A_sign_in_leads_home_instead_of_anywhere_else(string returnUrl)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        using var answer = await visitor.SendAsync(visitor.Prepare("code-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()))));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(Host.Address, "/"), new Uri(Host.Address, answer.Headers.Location!));
    }

    [Theory, MemberData(nameof(Elsewhere))]
    public async Task The_sign_in_page_sends_somebody_who_is_in_home_instead_of_anywhere_else(string returnUrl)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(person, Host);

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}"));

        Assert.Equal(new Uri(Host.Address, "/"), new Uri(Host.Address, answer.Headers.Location!));
    }

    [Theory, MemberData(nameof(Elsewhere))]
    public async Task A_choice_of_language_leads_home_instead_of_anywhere_else(string returnUrl)
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/help");
        using var content = new FormUrlEncodedContent(new[] { visitor.Token, ("culture", "fr"), ("returnUrl", returnUrl) }.ToDictionary(field => field.Item1, field => field.Item2));

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/language") { Content = content });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
        Assert.Equal("fr", visitor.Cookie("language"));
    }

    [Theory]
    [InlineData("/?name=Zo%C3%AB")]
    [InlineData("/?to=%2F%2Fevil.example")]
    public async Task A_local_address_is_kept_as_it_is(string returnUrl)
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        Assert.Equal(new Uri(Host.Address, returnUrl).PathAndQuery, visitor.At);

        await visitor.PostAsync("/language", visitor.Token, ("culture", "fr"), ("returnUrl", returnUrl));
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        Assert.Equal(new Uri(Host.Address, returnUrl).PathAndQuery, visitor.At);
    }
}
