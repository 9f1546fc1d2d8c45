using System.Text;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;
using Xunit;
using static Epatra.Portal.Passwords.PasswordRule;

namespace Epatra.Portal.Passwords;

public sealed class PasswordRulesTests
{
    private static readonly CommonPasswords List = new();
    private static readonly PasswordOwner Nobody = new("", "@", null);
    private static readonly PasswordRules Rules = With(new());

    [Theory]
    [InlineData("Kajak-7", new[] { Length })]
    [InlineData("Kajaks-7", new PasswordRule[0])]
    [InlineData("🚲🚲🚲🚲🚲Aa", new[] { Length, Digit })] // an emoji is one character, whatever it takes in memory
    [InlineData("🚲🚲🚲🚲🚲Aa7", new PasswordRule[0])]
    [InlineData("e\u0301e\u0301e\u0301e\u0301 A7", new[] { Length })] // accents typed by themselves
    [InlineData("", new[] { Length, Upper, Digit, Special })]
    [InlineData("fietslicht-7", new[] { Upper })]
    [InlineData("Велосипед-7", new PasswordRule[0])]
    [InlineData("велосипед-7", new[] { Upper })]
    [InlineData("ǅungla-dva-7", new PasswordRule[0])] // one letter that is a capital and a small one
    [InlineData("自転車自転車-7", new[] { Upper })] // letters without case are no capitals
    [InlineData("𝐅iets-fiets-7", new PasswordRule[0])]
    [InlineData("Fietslicht-٧", new PasswordRule[0])]
    [InlineData("Fietslicht-½", new[] { Digit })]
    [InlineData("Fietslicht-Ⅶ", new[] { Digit })]
    [InlineData("Fietslicht7x", new[] { Special })]
    [InlineData("Fietslicht 7x", new PasswordRule[0])]
    [InlineData("Fietslicht\u00a07x", new PasswordRule[0])]
    [InlineData("Fietslicht7x€", new PasswordRule[0])]
    [InlineData("Fietslicht7x👍", new PasswordRule[0])]
    [InlineData("Fie\u0331tslicht7x", new[] { Special })] // an accent that no letter has, and still part of the letter
    [InlineData("Fiets\u200dlicht7x", new[] { Special })]
    [InlineData("नमस्तेनमस्ते7A", new[] { Special })] // vowels of Hindi are marks
    public void Each_rule_means_all_of_Unicode(string password, PasswordRule[] broken) => Assert.Equal(broken, Rules.Broken(password, Nobody));

    [Fact]
    public void A_password_of_128_characters_is_short_enough_whatever_they_are()
    {
        foreach (var filling in (string[])["x", "👍", "é", "e\u0301", "ᾂ", "ᾂ".Normalize(NormalizationForm.FormD), "한".Normalize(NormalizationForm.FormD)])
        {
            var longest = "A7!" + string.Concat(Enumerable.Repeat(filling, 125));
            Assert.Equal([], Rules.Broken(longest, Nobody));
            Assert.Equal([Longest], Rules.Broken(longest + filling, Nobody));
        }

        Assert.Equal([Longest], Rules.Broken(new string('x', 10_000_000), Nobody));
    }

    [Fact]
    public void Broken_Unicode_breaks_no_rule_but_its_own() => Assert.Equal([Text], Rules.Broken("Fietslicht-7\ud83d", Nobody));

    [Fact]
    public void What_is_asked_for_is_a_setting()
    {
        var lenient = With(new() { RequireUpper = false, RequireDigit = false, RequireSpecial = false, MinimumLength = 12 });
        Assert.Equal([], lenient.Broken("fietsbellend", Nobody));
        Assert.Equal([Length], lenient.Broken("fietsbellen", Nobody));
        Assert.Equal([Length, Common, Name, Different], lenient.Told);
        Assert.Equal([Length, Upper, Digit, Special, Common, Name, Different], Rules.Told);
    }

    [Theory]
    [InlineData("Peeters-Rijdt-7", true)]
    [InlineData("ikbenpEeTeRs.A7", true)]
    [InlineData("P33t3rs-Rijdt-7", true)]
    [InlineData("Jan-Rijdt-Fiets-7", true)]
    [InlineData("RijdtJan-7!", true)]
    [InlineData("In-Januari-7!", false)]
    [InlineData("Oranjanus-7!", false)]
    [InlineData("van-den-Fiets-7!", false)]
    [InlineData("Zoe Rijdt 7", true)] // Zoë
    [InlineData("ZOË-rijdt-7", true)]
    [InlineData("Kassaboek-7!", true)]
    [InlineData("Tuin-Bakkerij-7!", true)]
    [InlineData("Tu1nb@kk3r-7!", false)]
    [InlineData("Acme-Acme-7!", true)]
    [InlineData("3p@tra-Rijdt-7", true)]
    [InlineData("Epatra2026!", true)]
    [InlineData("Portal-Rijdt-7", false)] // a word like any other
    [InlineData("Zonnig-Rijdt-7", true)]
    public void Names_of_person_company_and_portal_are_refused_however_they_are_written(string password, bool refused)
    {
        var owner = new PasswordOwner("Jan van den Peeters", "zoë.kassaboek@reseller.example", "Acme Bakkerij nv");
        var rules = With(new(), "Zonnig Portal");
        Assert.Equal(refused ? [Name] : [], rules.Broken(password, owner));
    }

    [Fact]
    public void Nothing_that_is_typed_breaks_the_rules_themselves()
    {
        var typing = new Typing(7);
        for (var i = 0; i < 2000; i++)
        {
            var password = i % 2 == 0 ? typing.Rubbish(typing.Below(300)) : typing.Password(typing.Below(128));
            Assert.DoesNotContain(Different, (IEnumerable<PasswordRule>)Rules.Broken(password, new(typing.Rubbish(9), typing.Rubbish(9), typing.Rubbish(9))));
        }
    }

    [Fact]
    public void The_demo_password_and_that_of_the_tests_are_judged_as_anybody_s()
    {
        Assert.Equal([Common], Rules.Broken(Accounts.DemoPeople.Password, Nobody));
        Assert.Equal([], Rules.Broken(TestPerson.Password, Nobody));
    }

    private static PasswordRules With(PasswordPolicyOptions policy, string portal = "Epatra Portal") =>
        new(Options.Create(policy), Options.Create(new PortalOptions { Name = portal }), List);
}
