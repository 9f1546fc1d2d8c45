using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Enrollment;

public sealed class StartAgainTests : ComponentTest
{
    private int confirmed;

    [Fact]
    public void It_asks_first_with_the_focus_on_the_answer()
    {
        var cut = RenderIt();
        Assert.Empty(cut.FindAll(Id("confirm")));

        cut.Find(Id("start-again")).Click();

        Assert.Equal(0, confirmed);
        Assert.Contains("Start again?", cut.Find("[role=group]").TextContent);
        JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void Yes_is_told_once()
    {
        var cut = RenderIt();
        cut.Find(Id("start-again")).Click();

        cut.Find(Id("confirm")).Click();

        Assert.Equal(1, confirmed);
        Assert.Empty(cut.FindAll(Id("confirm")));
    }

    [Fact]
    public void No_changes_nothing()
    {
        var cut = RenderIt();
        cut.Find(Id("start-again")).Click();

        cut.Find(".quiet").Click();

        Assert.Equal(0, confirmed);
        Assert.Single(cut.FindAll(Id("start-again")));
    }

    private IRenderedComponent<StartAgain> RenderIt() => Render<StartAgain>(parameters => parameters.Add(again => again.OnConfirmed, () => confirmed++));
}
