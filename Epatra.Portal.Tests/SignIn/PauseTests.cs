using Xunit;

namespace Epatra.Portal.SignIn;

public sealed class PauseTests
{
    [Theory]
    [InlineData(4, null)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(11, 1920)]
    [InlineData(12, 3600)]
    [InlineData(100_000, 3600)]
    public void From_the_fifth_wrong_code_on_there_is_a_wait_that_doubles_up_to_an_hour(int failures, int? seconds) =>
        Assert.Equal(seconds, (int?)Pause.OfCodes.After(failures)?.TotalSeconds);

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, 30)]
    [InlineData(14, 480)]
    [InlineData(15, 900)]
    [InlineData(int.MaxValue, 900)]
    public void From_the_tenth_wrong_password_on_there_is_a_wait_that_doubles_up_to_a_quarter_of_an_hour(int failures, int? seconds) =>
        Assert.Equal(seconds, (int?)Pause.OfPasswords.After(failures)?.TotalSeconds);
}
