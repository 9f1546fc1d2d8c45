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

    [Theory]
    [InlineData("en", "The codes were shown once, and cannot be shown again. If you did not save them, support can help you on. Help")]
    [InlineData("nl", "De codes zijn één keer getoond en kunnen niet opnieuw getoond worden. Heb je ze niet bewaard, dan helpt de ondersteuning je verder. Hulp")]
    [InlineData("fr", "Les codes ont été affichés une fois et ne peuvent plus l'être. Si vous ne les avez pas conservés, l'assistance peut vous aider. Aide")]
    public void Where_no_new_set_may_be_made_any_more_support_is_named_and_it_goes_on(string language, string said)
    {
        Speak(language);
        var cut = RenderStep(null, mayRenew: false);

        Assert.Equal(said, cut.Find("[role=status]").TextContent);
        Assert.Empty(cut.FindAll(Id("new-recovery-codes")));
        cut.Find(Id("next")).Click();
        Assert.Equal((0, 1), (renewals, nexts));
    }

    private IRenderedComponent<RecoveryStep> RenderStep(IReadOnlyList<string>? codes, bool mayRenew = true) => Render<RecoveryStep>(parameters => parameters
        .Add(step => step.Codes, codes)
        .Add(step => step.MayRenew, mayRenew)
        .Add(step => step.OnRenew, () => renewals++)
        .Add(step => step.OnNext, () => nexts++));
}
