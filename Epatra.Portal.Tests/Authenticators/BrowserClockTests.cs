using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class BrowserClockTests : ComponentTest
{
    private const string Behind = "The clock of the device on which you read this runs 5 minutes behind.";
    private const string Ahead = "The clock of the device on which you read this runs 5 minutes ahead.";
    private const string Right = "The clock of the device on which you read this is right.";
    private const string Follows = " Your codes may depend on it: set its time to automatic.";

    private readonly JSRuntimeInvocationHandler<double> clock;
    private readonly List<int> measured = [];

    public BrowserClockTests() => clock = JSInterop.Setup<double>("Date.now");

    [Theory]
    [InlineData(AuthenticatorApp.Google, -300, false, null)] // another clock makes the codes
    [InlineData(AuthenticatorApp.Other, 300, false, null)]
    [InlineData(AuthenticatorApp.Google, -300, true, Behind)]
    [InlineData(AuthenticatorApp.Microsoft, 300, true, Ahead)]
    [InlineData(AuthenticatorApp.Google, 0, true, Right)]
    [InlineData(AuthenticatorApp.Google, 19, true, Right)]
    [InlineData(AuthenticatorApp.BrowserExtension, -300, false, Behind + Follows)]
    [InlineData(AuthenticatorApp.PasswordManager, 300, false, Ahead + Follows)]
    [InlineData(AuthenticatorApp.BrowserExtension, 300, true, Ahead + Follows)]
    [InlineData(AuthenticatorApp.PasswordManager, 0, false, null)]
    [InlineData(AuthenticatorApp.BrowserExtension, 19, false, null)]
    [InlineData(AuthenticatorApp.BrowserExtension, -19, true, Right)]
    [InlineData(AuthenticatorApp.BrowserExtension, 20, false, "The clock of the device on which you read this runs 20 seconds ahead." + Follows)]
    [InlineData(AuthenticatorApp.BrowserExtension, -20, false, "The clock of the device on which you read this runs 20 seconds behind." + Follows)]
    internal void It_speaks_where_the_clock_may_make_the_codes_and_is_off_or_where_a_code_told_of_a_clock(
        AuthenticatorApp app, int seconds, bool diagnosed, string? words)
    {
        clock.SetResult(Now(seconds));

        var cut = RenderClock(app, diagnosed);

        Assert.Equal(words, cut.FindAll(Id("browser-clock")).SingleOrDefault()?.TextContent);
    }

    [Fact]
    public void Nothing_is_said_before_the_browser_has_answered()
    {
        var cut = RenderClock(AuthenticatorApp.BrowserExtension, diagnosed: true);

        Assert.Equal("", cut.Markup);
        Assert.Empty(measured);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-250, -250)]
    [InlineData(3_600, 3_600)]
    [InlineData(1_000_000_000, 86_400)] // what a browser says is limited to a day
    [InlineData(-1_000_000_000, -86_400)]
    public void What_is_measured_is_told_once_also_where_nothing_is_said(int seconds, int told)
    {
        clock.SetResult(Now(seconds));

        var cut = RenderClock(AuthenticatorApp.Google, diagnosed: false);
        cut.Render(parameters => parameters.Add(c => c.App, AuthenticatorApp.Other));

        Assert.Equal([told], measured);
        clock.VerifyInvoke("Date.now", 1);
    }

    [Fact]
    public void The_way_to_the_browser_and_back_does_not_count()
    {
        var cut = RenderClock(AuthenticatorApp.BrowserExtension, diagnosed: true);
        var right = Now(30);

        Time.Advance(TimeSpan.FromMinutes(1));
        clock.SetResult(right); // read half a minute after the question, half a minute before the answer came

        cut.WaitForAssertion(() => Assert.Equal([0], measured));
        Assert.Equal(Right, cut.Find(Id("browser-clock")).TextContent);
    }

    /// <summary>What a clock says that is off by so many seconds.</summary>
    private double Now(int seconds) => Time.GetUtcNow().ToUnixTimeMilliseconds() + seconds * 1000.0;

    private IRenderedComponent<BrowserClock> RenderClock(AuthenticatorApp app, bool diagnosed) => Render<BrowserClock>(parameters => parameters
        .Add(c => c.App, app)
        .Add(c => c.Diagnosed, diagnosed)
        .Add(c => c.OnMeasured, measured.Add));
}
