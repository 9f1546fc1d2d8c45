using System.Globalization;
using Epatra.Portal.Language;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordRuleTextsTests
{
    [Theory]
    [InlineData("nl")]
    [InlineData("fr")]
    [InlineData("en")]
    public void Each_rule_has_a_sentence_and_a_line_of_its_own(string language)
    {
        CultureInfo.CurrentUICulture = Languages.All[language];
        var policy = new PasswordPolicyOptions { MinimumLength = 11 };
        foreach (var text in (Func<PasswordRule, PasswordPolicyOptions, string>[])[PasswordRuleTexts.Broken, PasswordRuleTexts.Asked])
        {
            var texts = Enum.GetValues<PasswordRule>().Select(rule => text(rule, policy)).ToList();
            Assert.Equal(texts.Count, texts.Distinct().Count());
            Assert.Contains("11", texts[(int)PasswordRule.Length]);
            Assert.Contains("128", texts[(int)PasswordRule.Longest]);
        }
    }

    [Theory]
    [InlineData(0, "Not your current password")]
    [InlineData(1, "Not your current password or the one before it")]
    [InlineData(5, "Not your current password or one of the 5 before it")]
    public void The_line_about_earlier_passwords_says_how_many(int history, string line)
    {
        CultureInfo.CurrentUICulture = Languages.All["en"];
        Assert.Equal(line, PasswordRuleTexts.Asked(PasswordRule.Different, new() { History = history }));
    }
}
