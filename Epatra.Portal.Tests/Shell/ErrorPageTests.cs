using System.Net;
using System.Text;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Shell;

[Collection(PortalFixture.Collection)]
public sealed class ErrorPageTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Theory]
    [InlineData("/nothing-here")]
    [InlineData("/support/nothing/here")]
    [InlineData("/nothing.txt")]
    [InlineData("/favicon.ico")]
    [InlineData("/sign-in/nothing")]
    [InlineData("/_framework/nothing.js")]
    public async Task An_address_that_is_not_there_says_so_signed_in_or_not(string path)
    {
        using var stranger = new Visitor(Host.Address);
        await stranger.GoAsync(path);
        AssertPage(stranger, HttpStatusCode.NotFound, "This page does not exist");
        Assert.Equal(path, stranger.At);

        using var somebody = new Visitor(Host.Address);
        await somebody.SignInAsync(await Host.AddWithAuthenticatorAsync("fr"), Host);
        await somebody.GoAsync(path);
        AssertPage(somebody, HttpStatusCode.NotFound, "Cette page n'existe pas");
        Assert.NotNull(somebody.Text("sign-out"));
    }

    [Fact]
    public async Task A_sign_in_without_the_token_of_its_form_does_nothing()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");

        await visitor.PostAsync("/sign-in", ("_handler", "sign-in"), ("Input.Email", person.Email), ("Input.Password", TestPerson.Password));

        AssertOutdated(visitor);
        Assert.Null(visitor.Cookie("half-way"));
        Assert.False(await Host.QueryAsync(db => db.HalfWaySignIns.AnyAsync(h => h.UserId == person.Id)));
    }

    [Fact]
    public async Task A_code_without_the_token_of_its_form_does_nothing()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        var code = await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow());
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person);

        await visitor.PostAsync("/sign-in/code", ("_handler", "code"), ("Input.Code", code));

        AssertOutdated(visitor);
        Assert.Null(visitor.Cookie("session"));
        await visitor.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(code);
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task A_choice_of_language_without_the_token_of_its_form_does_nothing()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        await visitor.PostAsync("/language", ("culture", "fr"), ("returnUrl", "/"));
        AssertOutdated(visitor);
        Assert.Null(visitor.Cookie("language"));
    }

    [Fact]
    public async Task A_sign_out_without_the_token_of_its_form_does_nothing()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);

        await visitor.PostAsync("/sign-out");

        AssertOutdated(visitor);
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task The_end_of_the_wizard_without_the_token_of_its_form_does_nothing()
    {
        var person = await Host.AddWithGrantAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person);
        await Host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.UserId == person.Id).ExecuteUpdateAsync(h => h.SetProperty(x => x.ConfirmedAt, DateTime.UnixEpoch)));
        var token = visitor.Token;

        await visitor.PostAsync("/enroll/finish");

        AssertOutdated(visitor);
        Assert.Null(visitor.Cookie("session"));
        await visitor.PostAsync("/enroll/finish", token);
        Assert.Equal("/", visitor.At);
        Assert.NotNull(visitor.Cookie("session"));
    }

    [Fact]
    public async Task A_token_of_another_browser_does_nothing()
    {
        using var other = new Visitor(Host.Address);
        await other.GoAsync("/sign-in");
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        await visitor.PostAsync("/language", other.Token, ("culture", "fr"));
        AssertOutdated(visitor);
        Assert.Null(visitor.Cookie("language"));
    }

    [Theory]
    [InlineData("PUT", "/")]
    [InlineData("DELETE", "/sign-in")]
    [InlineData("POST", "/help")]
    [InlineData("POST", "/health/live")]
    [InlineData("GET", "/language")]
    [InlineData("GET", "/enroll/finish")]
    [InlineData("PATCH", "/language")]
    public async Task A_request_that_a_page_does_not_take_gets_a_page_that_says_so(string method, string path)
    {
        using var visitor = new Visitor(Host.Address);
        using var answer = await visitor.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        await AssertLookAsync(answer);
    }

    [Fact]
    public async Task A_body_of_the_wrong_kind_gets_a_page_that_says_so()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.GoAsync("/sign-in");
        var request = new HttpRequestMessage(HttpMethod.Post, "/language") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("RequestVerificationToken", visitor.Token.Value);

        using var answer = await visitor.SendAsync(request);

        Assert.InRange((int)answer.StatusCode, 400, 499);
        await AssertLookAsync(answer);
    }

    private static void AssertOutdated(Visitor visitor) => AssertPage(visitor, HttpStatusCode.BadRequest, "This page was open too long");

    private static void AssertPage(Visitor visitor, HttpStatusCode status, string title)
    {
        Assert.Equal(status, visitor.Response.StatusCode);
        Assert.Equal(title, visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(visitor.Page.QuerySelector("header .brand"));
        Assert.NotNull(visitor.Page.QuerySelector("main a.button[href='/']"));
    }

    private static async Task<string> AssertLookAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<header class=\"top\"", html);
        Assert.Contains("<a class=\"button\" href=\"/\"", html);
        return html;
    }
}
