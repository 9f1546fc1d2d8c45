using System.Globalization;
using Epatra.Portal.Language;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class ClockTextsTests
{
    public ClockTextsTests() => CultureInfo.CurrentUICulture = Languages.All["en"];

    [Theory]
    [InlineData(-2, false, "That code was of 1 minute ago. Type the code that your app shows now.")]
    [InlineData(-4, false, "That code was of 2 minutes ago. Type the code that your app shows now.")]
    [InlineData(-8, false, "The clock of your phone may run 4 minutes behind. Type the next code, so that we know for sure.")]
    [InlineData(-9, true, "The clock of your phone runs 4 minutes behind. That is why its codes do not fit.")]
    [InlineData(-2, true, "The clock of your phone runs 1 minute behind. That is why its codes do not fit.")]
    [InlineData(7, false, "The clock of your phone may run 4 minutes ahead. Type the next code, so that we know for sure.")]
    [InlineData(120, true, "The clock of your phone runs 60 minutes ahead. That is why its codes do not fit.")]
    public void The_first_code_is_a_question_and_the_second_a_fact(int steps, bool certain, string words) =>
        Assert.Equal(words, ClockTexts.Explain(AuthenticatorApp.Google, new ClockReading(steps, certain)));

    [Theory]
    [InlineData(AuthenticatorApp.Microsoft, "The clock of your phone")]
    [InlineData(AuthenticatorApp.BrowserExtension, "The clock of your computer")]
    [InlineData(AuthenticatorApp.PasswordManager, "The clock of the device with your password manager")]
    public void The_clock_that_is_named_is_the_one_that_makes_the_codes(AuthenticatorApp app, string clock)
    {
        Assert.StartsWith(clock, ClockTexts.Explain(app, new ClockReading(20, Certain: true)));
        Assert.Equal($"{clock} runs about 25 seconds behind. Set the time to automatic, before your codes stop working.", ClockTexts.Warn(app, -25));
    }
}
