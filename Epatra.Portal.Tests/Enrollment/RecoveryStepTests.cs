using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Enrollment;

public sealed class RecoveryStepTests : ComponentTest
{
    private static readonly string[] Ten = [.. Enumerable.Range(0, 10).Select(i => $"AAAA-BBBB-CCCC-DDD{i}")];

    private int renewals;
    private int nexts;

    [Fact]
    public void The_ten_codes_are_shown_and_can_be_copied_and_downloaded()
    {
        var cut = RenderStep(Ten);

        Assert.Equal(Ten, cut.FindAll($"{Id("recovery-codes")} li").Select(code => code.TextContent.Trim()));
        var sheet = string.Join('\n', ["Recovery codes for Epatra Portal. Each works once.", "", .. Ten]);
        Assert.Equal(sheet, cut.Find("[data-copy]").GetAttribute("data-copy"));
        Assert.Equal(sheet, cut.Find("[data-download]").GetAttribute("data-download"));
        Assert.Equal("Epatra Portal Recovery codes.txt", cut.Find("[data-download]").GetAttribute("data-file"));
        Assert.Empty(cut.FindAll(Id("new-recovery-codes")));
    }

    [Fact]
    public void It_goes_on_only_with_the_box_ticked()
    {
        var cut = RenderStep(Ten);

        cut.Find(Id("next")).Click();
        Assert.Equal("Save the codes first, and tick the box.", cut.Find(Id("error")).TextContent);
        Assert.Equal(0, nexts);

        cut.Find(Id("recovery-saved")).Change(true);
        Assert.Empty(cut.FindAll(Id("error")));
        cut.Find(Id("next")).Click();
        Assert.Equal(1, nexts);
    }

    [Fact]
    public void A_box_that_is_unticked_again_counts_as_unticked()
    {
        var cut = RenderStep(Ten);

        cut.Find(Id("recovery-saved")).Change(true);
        cut.Find(Id("recovery-saved")).Change(false);
        cut.Find(Id("next")).Click();

        Assert.Equal(0, nexts);
    }

    [Fact]
    public void Codes_that_were_shown_before_are_renewed_or_said_to_be_saved()
    {
        var cut = RenderStep(null);
        Assert.Empty(cut.FindAll(Id("recovery-codes")));

        cut.Find(Id("new-recovery-codes")).Click();
        Assert.Equal((1, 0), (renewals, nexts));

        cut.Find(Id("next")).Click();
        Assert.Equal((1, 1), (renewals, nexts));
    }

    private IRenderedComponent<RecoveryStep> RenderStep(IReadOnlyList<string>? codes) => Render<RecoveryStep>(parameters => parameters
        .Add(step => step.Codes, codes)
        .Add(step => step.OnRenew, () => renewals++)
        .Add(step => step.OnNext, () => nexts++));
}
