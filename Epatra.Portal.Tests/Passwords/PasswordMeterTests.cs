using Bunit;
using Epatra.Portal.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordMeterTests : ComponentTest
{
    private static readonly CommonPasswords List = new();
    private static readonly PasswordOwner Owner = new("Robin Test", "robin@test.example", null);

    public PasswordMeterTests()
    {
        Services.AddSingleton(List);
        Services.AddSingleton<PasswordRules>();
        Services.AddSingleton<PasswordStrength>();
        JSInterop.SetupVoid("passwordMeter.connect", _ => true).SetVoidResult();
    }

    [Fact]
    public void Rules_tick_off_while_it_is_typed_and_back_when_it_is_deleted()
    {
        var cut = RenderMeter();
        Assert.Equal("", Met(cut));
        Look(cut, "k");
        Assert.Equal("common name different", Met(cut));
        Look(cut, "Kajak-7");
        Assert.Equal("upper digit special common name different", Met(cut));
        Look(cut, "Kajaks-7");
        Assert.Equal("length upper digit special common name different", Met(cut));
        Look(cut, "Welkom-2026!");
        Assert.Equal("length upper digit special name different", Met(cut));
        Look(cut, "Robin-Vaart-7");
        Assert.Equal("length upper digit special common different", Met(cut));
        Look(cut, "");
        Assert.Equal("", Met(cut));
    }

    [Fact]
    public void Strength_has_a_word_and_a_tip()
    {
        var cut = RenderMeter();
        Look(cut, "Zomer2026!");
        Assert.Equal("0", cut.Find(Id("strength")).GetAttribute("data-score"));
        Assert.Contains("Strength: very weak", cut.Find(Id("strength")).TextContent);
        Assert.Contains("a year behind it", cut.Find(Id("strength")).TextContent);
        Look(cut, "vier fietsen onder een paraplu");
        Assert.Equal("4", cut.Find(Id("strength")).GetAttribute("data-score"));
        Assert.Contains("Strength: strong", cut.Find(Id("strength")).TextContent);
    }

    [Fact]
    public void The_current_password_is_refused_at_once_where_it_is_typed_beside_it()
    {
        var cut = RenderMeter(compares: true);
        Look(cut, "Kajaks-7", isCurrent: true);
        Assert.Equal("length upper digit special common name", Met(cut));
        Assert.Contains("checked when you save", RenderMeter().Find(Id("rule-different")).TextContent);
    }

    [Fact]
    public void Where_nobody_had_a_password_before_nothing_is_said_of_earlier_ones() => Assert.Empty(RenderMeter(owner: null).FindAll(Id("rule-different")));

    [Fact]
    public void Rules_that_are_switched_off_are_not_shown()
    {
        Services.AddSingleton(Options.Create(new PasswordPolicyOptions { RequireUpper = false, RequireDigit = false, RequireSpecial = false }));
        Assert.Equal(["rule-length", "rule-common", "rule-name", "rule-different"], RenderMeter().FindAll("[data-met]").Select(rule => rule.GetAttribute("data-testid")));
    }

    [Fact]
    public void What_was_posted_is_marked_until_something_is_typed()
    {
        var cut = RenderMeter(posted: [PasswordRule.Longest, PasswordRule.Upper]);
        Assert.Equal("digit special common name different", Met(cut));
        Assert.Contains("At most 128 characters", cut.Find(Id("rule-length")).TextContent);
        Look(cut, "Kajaks-7");
        Assert.Contains("At least 8 characters", cut.Find(Id("rule-length")).TextContent);
    }

    [Fact]
    public void Screen_readers_hear_the_result_a_second_after_the_last_key_and_nothing_before()
    {
        var cut = RenderMeter();
        Look(cut, "Zomer2026");
        Time.Advance(TimeSpan.FromMilliseconds(900));
        Look(cut, "Zomer2026!");
        Time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal("", Said(cut));
        Time.Advance(TimeSpan.FromMilliseconds(100));
        cut.WaitForAssertion(() => Assert.Equal($"Strength: very weak. {PasswordTexts.BrokenCommon}", Said(cut)));
        Look(cut, "vier Fietsen onder 1 paraplu");
        Time.Advance(TimeSpan.FromSeconds(1));
        cut.WaitForAssertion(() => Assert.Equal("Strength: strong. Everything that can be checked while you type is met.", Said(cut)));
    }

    [Fact]
    public void Whatever_comes_over_the_circuit_breaks_nothing_and_nothing_of_it_comes_back()
    {
        var (cut, typing) = (RenderMeter(), new Typing(3));
        foreach (var rubbish in Enumerable.Range(0, 50).Select(i => "Geheim-" + typing.Rubbish(i * 40)))
        {
            Look(cut, rubbish);
            Assert.DoesNotContain("Geheim", cut.Markup);
        }
    }

    private IRenderedComponent<PasswordMeter> RenderMeter(bool compares = false, PasswordRule[]? posted = null) => RenderMeter(Owner, compares, posted);

    private IRenderedComponent<PasswordMeter> RenderMeter(PasswordOwner? owner, bool compares = false, PasswordRule[]? posted = null) =>
        Render<PasswordMeter>(parameters => parameters.Add(meter => meter.Owner, owner).Add(meter => meter.Compares, compares).Add(meter => meter.Posted, posted));

    private static void Look(IRenderedComponent<PasswordMeter> cut, string typed, bool isCurrent = false) =>
        cut.InvokeAsync(() => cut.Instance.Look(typed, isCurrent)).GetAwaiter().GetResult();

    private static string Met(IRenderedComponent<PasswordMeter> cut) =>
        string.Join(' ', cut.FindAll("[data-met=true]").Select(rule => rule.GetAttribute("data-testid")!["rule-".Length..]));

    private static string Said(IRenderedComponent<PasswordMeter> cut) => cut.Find("[role=status]").TextContent;
}
