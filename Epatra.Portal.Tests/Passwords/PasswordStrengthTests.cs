using System.Globalization;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordStrengthTests
{
    private static readonly PasswordStrength Strength = new(Options.Create(new PortalOptions()));
    private static readonly PasswordOwner Owner = new("Zeger Ossewaarde", "z.ossewaarde@reseller.example", "Kwakkelstein nv");

    [Theory]
    [InlineData("Password1!", 0)]
    [InlineData("wachtwoord", 0)]
    [InlineData("Welkom1!", 0)]
    [InlineData("motdepasse", 0)]
    [InlineData("Ossewaarde", 0)]
    [InlineData("Kwakkelstein", 0)]
    [InlineData("Epatra123", 0)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0)]
    [InlineData("1", 0)]
    [InlineData("Xk9#mQ2$vT", 4)]
    [InlineData("vier fietsen onder een paraplu", 4)]
    [InlineData("Пять-велосипедов-7", 4)]
    public void Words_of_the_portal_s_languages_and_of_the_person_are_weak(string password, int score) =>
        Assert.Equal(score, Strength.Estimate(password, Owner).Score);

    [Theory]
    [InlineData("Zomer2026!", nameof(StrengthTip.WordWithYear))]
    [InlineData("Vacances2026", nameof(StrengthTip.WordWithYear))]
    [InlineData("wachtwoord", nameof(StrengthTip.Word))]
    [InlineData("W@chtw00rd", nameof(StrengthTip.Replaced))]
    [InlineData("Password1!", nameof(StrengthTip.WordWithDigits))]
    [InlineData("voetbal12345", nameof(StrengthTip.WordWithDigits))]
    [InlineData("Ossewaarde7", nameof(StrengthTip.OwnName))]
    [InlineData("aaaaaaaaa", nameof(StrengthTip.Repeat))]
    [InlineData("bcdefgh", nameof(StrengthTip.Sequence))]
    [InlineData("yhnmju", nameof(StrengthTip.Keyboard))]
    [InlineData("13-07-1988", nameof(StrengthTip.Date))]
    [InlineData("8391", nameof(StrengthTip.Digits))]
    [InlineData("Xk9", nameof(StrengthTip.Longer))]
    [InlineData("vier fietsen onder een paraplu", nameof(StrengthTip.None))]
    public void The_tip_is_about_what_makes_it_weak(string password, string tip) => Assert.Equal(tip, Strength.Estimate(password, Owner).Tip.ToString());

    [Theory]
    [InlineData("nl", "heel zwak", "Een woord uit een lijst met een jaartal erachter wordt het eerst geraden. Gebruik liever een paar woorden.")]
    [InlineData("fr", "très faible", "Un mot d'une liste suivi d'une année est deviné en premier. Utilisez plutôt plusieurs mots.")]
    [InlineData("en", "very weak", "A word from a list with a year behind it is guessed first. Use several words instead.")]
    public void Word_and_tip_are_in_the_language_of_the_person(string language, string word, string tip)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = Languages.All[language];
        var estimate = Strength.Estimate("Zomer2026!", Owner);
        Assert.Equal((word, tip), (StrengthTips.Word(estimate.Score), StrengthTips.Text(estimate.Tip)));
        Assert.Equal(Enum.GetValues<StrengthTip>().Length, Enum.GetValues<StrengthTip>().Select(StrengthTips.Text).Distinct().Count());
        Assert.Equal(5, Enumerable.Range(0, 5).Select(StrengthTips.Word).Distinct().Count());
    }

    [Fact]
    public void Whatever_is_typed_has_a_strength_also_when_many_type_at_once() => Parallel.For(0, 8, thread =>
    {
        var typing = new Typing((ulong)thread);
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(Strength.Estimate(typing.Password(typing.Below(129)), Owner).Score, 0, 4);
        }
    });
}
