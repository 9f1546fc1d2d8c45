using Bunit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Enrollment;

public sealed class AppStepTests : ComponentTest
{
    private readonly List<AuthenticatorApp> chosen = [];

    [Theory]
    [InlineData("app-google", "Install the app on your phone", "play.google.com", "apps.apple.com")]
    [InlineData("app-microsoft", "Install the app on your phone", "play.google.com", "apps.apple.com")]
    [InlineData("app-password-manager", "your own IT department", "bitwarden.com")]
    [InlineData("app-browser-extension", "Install the extension in this browser", "authenticator.cc")]
    [InlineData("app-other", "Any app for ‘time-based codes’")]
    public void Choosing_an_app_shows_how_to_get_it(string app, string install, params string[] hosts)
    {
        var cut = RenderStep();
        Assert.Empty(cut.FindAll(".install"));

        cut.Find(Id(app)).Change(true);

        Assert.Contains(install, cut.Find(".install").TextContent);
        Assert.Equal(hosts, cut.FindAll(".links a").Select(link => new Uri(link.GetAttribute("href")!).Host));
        Assert.All(cut.FindAll(".links a"), link => Assert.Equal(("_blank", "noopener noreferrer"), (link.GetAttribute("target"), link.GetAttribute("rel"))));
        Assert.Equal(app, cut.Find("input[checked]").Id);
    }

    [Fact]
    public void Next_without_a_choice_asks_for_one()
    {
        var cut = RenderStep();

        cut.Find("form").Submit();

        Assert.Equal("Choose an app first.", cut.Find(Id("error")).TextContent);
        Assert.Empty(chosen);
        cut.Find(Id("app-other")).Change(true);
        Assert.Empty(cut.FindAll(Id("error")));
    }

    [Fact]
    public void Next_tells_the_app_that_was_chosen_last()
    {
        var cut = RenderStep();

        cut.Find(Id("app-google")).Change(true);
        cut.Find(Id("app-browser-extension")).Change(true);
        cut.Find("form").Submit();

        Assert.Equal([AuthenticatorApp.BrowserExtension], chosen);
    }

    [Fact]
    public void The_choice_of_before_is_still_made()
    {
        var cut = RenderStep(AuthenticatorApp.Microsoft);

        cut.Find("form").Submit();

        Assert.Equal("app-microsoft", cut.Find("input[checked]").Id);
        Assert.Equal([AuthenticatorApp.Microsoft], chosen);
    }

    [Fact]
    public void Only_the_first_app_is_recommended()
    {
        var badge = Assert.Single(RenderStep().FindAll(".badge"));

        Assert.Equal("app-google", badge.Closest("label")!.GetAttribute("for"));
    }

    private IRenderedComponent<AppStep> RenderStep(AuthenticatorApp? before = null) =>
        Render<AppStep>(parameters => parameters.Add(step => step.Chosen, before).Add(step => step.OnNext, chosen.Add));
}
