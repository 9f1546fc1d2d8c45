using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class CodeCountdownTests : ComponentTest
{
    [Fact]
    public void It_counts_down_second_by_second_and_begins_anew_with_the_next_code()
    {
        var cut = Render<CodeCountdown>();

        for (var left = 30; left > 0; left--)
        {
            Assert.Contains($"next code in {left} s", cut.Markup);
            Assert.Equal($"{left}", cut.Find("progress").GetAttribute("value"));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("next code in 30 s", cut.Markup);
    }

    [Fact]
    public void It_shows_the_time_in_the_zone_of_the_portal()
    {
        var cut = Render<CodeCountdown>();
        Time.Advance(TimeSpan.FromSeconds(7));

        // Tokyo has no summer time.
        Assert.Equal($"{Time.GetUtcNow().AddHours(9):HH:mm:ss}", cut.Find("time").TextContent);
    }

    [Theory]
    [InlineData("nl", "Klok van de portal", "volgende code over 30 s")]
    [InlineData("fr", "Horloge du portail", "code suivant dans 30 s")]
    [InlineData("en", "Portal clock", "next code in 30 s")]
    public void It_speaks_the_language_of_the_person(string language, string clock, string next)
    {
        Speak(language);

        var cut = Render<CodeCountdown>();

        Assert.Contains(clock, cut.Markup);
        Assert.Contains(next, cut.Markup);
    }

    [Fact]
    public void It_stops_when_it_is_gone()
    {
        var cut = Render<CodeCountdown>();
        var drawn = cut.RenderCount;

        cut.Instance.Dispose();
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(drawn, cut.RenderCount);
    }
}
