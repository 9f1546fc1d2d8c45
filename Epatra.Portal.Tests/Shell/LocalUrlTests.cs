using Xunit;

namespace Epatra.Portal.Shell;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/?tile=3&x=%2F%2Fhost")]
    [InlineData("/?name=Zo%C3%AB")]
    [InlineData("/a/b#c")]
    [InlineData("/a?to=https://host")]
    public void A_path_of_the_portal_is_kept(string url)
    {
        Assert.Equal(url, LocalUrl.OrHome(url));
        Assert.Equal(url, LocalUrl.AfterSignIn(url));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("account")]
    [InlineData("~/account")]
    [InlineData("?tile=3")]
    [InlineData("#main")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/account\\..\\evil")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/\r\nLocation: https://evil.example")]
    [InlineData("/\0")]
    [InlineData("/\u007f")]
    [InlineData("/\u0085")]
    [InlineData(" /account")]
    [InlineData("https://evil.example/")]
    [InlineData("HTTPS://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    public void Everything_else_becomes_home(string? url)
    {
        Assert.Equal("/", LocalUrl.OrHome(url));
        Assert.Equal("/", LocalUrl.AfterSignIn(url));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in?returnUrl=/account")]
    [InlineData("/sign-in#top")]
    [InlineData("/Sign-In/Help")]
    [InlineData("/enroll")]
    [InlineData("/enroll/finish")]
    [InlineData("/sign-out")]
    public void After_a_sign_in_nobody_goes_back_into_it(string url)
    {
        Assert.Equal("/", LocalUrl.AfterSignIn(url));
        Assert.Equal(url, LocalUrl.OrHome(url));
    }

    [Theory]
    [InlineData("/sign-ins")]
    [InlineData("/enrollment")]
    [InlineData("/account/sign-in")]
    public void Only_whole_words_of_a_path_are_a_step_of_the_sign_in(string url) => Assert.Equal(url, LocalUrl.AfterSignIn(url));

    [Fact]
    public void Letters_that_a_header_cannot_carry_are_percent_encoded() =>
        Assert.Equal("/?name=Zo%C3%AB%20%F0%9F%94%90", LocalUrl.AfterSignIn("/?name=Zoë 🔐"));
}
