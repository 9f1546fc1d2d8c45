using System.Globalization;
using Epatra.Portal.Language;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class AuthenticatorTextsTests
{
    [Theory]
    [InlineData("nl")]
    [InlineData("fr")]
    [InlineData("en")]
    public void Every_app_has_a_name_of_its_own(string language)
    {
        var names = In(language, () => Enum.GetValues<AuthenticatorApp>().Select(AppNames.Name).ToList());

        Assert.Equal(5, names.Distinct().Count());
        Assert.All(names, name => Assert.False(string.IsNullOrWhiteSpace(name)));
    }

    [Theory]
    [InlineData("nl")]
    [InlineData("fr")]
    [InlineData("en")]
    public void Every_refusal_says_why_and_an_accepted_code_says_nothing(string language)
    {
        var texts = In(language, () => Enum.GetValues<CodeOutcome>().ToDictionary(outcome => outcome, outcome => CodeErrors.Text(new CodeAnswer(outcome))));

        foreach (var said in (CodeOutcome[])[CodeOutcome.Accepted, CodeOutcome.OtherTime, CodeOutcome.OldEntry])
        {
            Assert.True(texts.Remove(said, out var text));
            Assert.Null(text); // nothing, or more than a sentence
        }

        Assert.Equal(texts.Count, texts.Values.Distinct().Count());
        Assert.All(texts.Values, text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Fact]
    public void The_texts_are_in_the_language_of_the_person()
    {
        Assert.Equal(3, Languages.All.Keys.Select(language => In(language, () => AppNames.Name(AuthenticatorApp.PasswordManager))).Distinct().Count());
        foreach (var outcome in (CodeOutcome[])[CodeOutcome.NotACode, CodeOutcome.Wrong, CodeOutcome.AlreadyUsed])
        {
            Assert.Equal(3, Languages.All.Keys.Select(language => In(language, () => CodeErrors.Text(new CodeAnswer(outcome)))).Distinct().Count());
        }
    }

    private static T In<T>(string language, Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = Languages.All[language];
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
