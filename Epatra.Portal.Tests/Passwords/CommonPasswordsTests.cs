using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class CommonPasswordsTests
{
    private static readonly CommonPasswords Common = new();

    [Fact]
    public void At_least_ten_thousand_of_them_satisfy_the_other_rules()
    {
        var rules = new PasswordRules(Options.Create(new PasswordPolicyOptions()), Options.Create(new PortalOptions()), Common);
        var satisfying = CommonPasswordSource.All().Where(password => rules.Broken(password, null) is [PasswordRule.Common]);

        Assert.Equal(10_000, satisfying.Distinct().Take(10_000).Count());
        Assert.InRange(Common.Count, 100_000, 300_000);
    }

    [Theory]
    [InlineData("Password1!")]
    [InlineData("P@ssw0rd1")]
    [InlineData("p@$$W0RD!!")]
    [InlineData("!Password1")]
    [InlineData("Wachtwoord1!")]
    [InlineData("Wachtwoord-2026")]
    [InlineData("W@chtw00rd123")]
    [InlineData("Welkom01!")]
    [InlineData("Welkom 2026?")]
    [InlineData("Welkom@2025")]
    [InlineData("Zomer2026!")]
    [InlineData("Motdepasse1!")]
    [InlineData("Bonjour123!")]
    [InlineData("Été-2025!!")]
    [InlineData("Soleil_2024")]
    [InlineData("Azerty123!")]
    [InlineData("Qwerty123!")]
    [InlineData("1Qaz@wsx")]
    [InlineData("Feyenoord2024!")]
    [InlineData("Trustno1!")]
    public void What_everybody_thinks_of_is_refused(string password) => Assert.True(Common.Contains(password));

    [Theory]
    [InlineData("Zonnebloem-17!")]
    [InlineData("Blauwe-Fiets-42!")]
    [InlineData("Correct horse battery staple 7")]
    [InlineData("Xk9#mQ2$")]
    [InlineData("!!!!!!!!")]
    [InlineData("👍👍👍👍👍👍👍👍A1")]
    [InlineData("")]
    public void What_nobody_else_has_is_not(string password) => Assert.False(Common.Contains(password));

    [Fact]
    public void Without_rules_the_plain_words_are_refused_too()
    {
        Assert.True(Common.Contains("password"));
        Assert.True(Common.Contains("iloveyou"));
        Assert.True(Common.Contains("12345678"));
    }
}
