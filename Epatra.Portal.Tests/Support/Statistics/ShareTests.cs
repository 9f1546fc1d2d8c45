using Xunit;

namespace Epatra.Portal.Support.Statistics;

public sealed class ShareTests
{
    /// <summary>Worked examples of R. G. Newcombe: Statistics in Medicine 17 (1998), pages 857 to 872 (one share) and 873 to 890 (two).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_share_is_that_of_Wilson(int hits, int cases, double low, double high)
    {
        var interval = new Share(hits, cases).Interval;
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 10, 0.6075, 1)]
    public void The_interval_of_a_difference_is_that_of_Newcombe(int hits, int cases, int otherHits, int otherCases, double low, double high)
    {
        var interval = new Share(hits, cases).Above(new(otherHits, otherCases));
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Theory]
    [InlineData(990, 1_000, 900, 1_000, "GoogleIsBetter")]
    [InlineData(900, 1_000, 990, 1_000, "MicrosoftIsBetter")]
    [InlineData(9_500, 10_000, 9_500, 10_000, "NoDifference")]
    [InlineData(95, 100, 94, 100, "TooFewCases")]
    [InlineData(29, 29, 0, 29, "TooFewCases")]
    [InlineData(0, 0, 0, 0, "TooFewCases")]
    [InlineData(5_000, 5_000, 0, 0, "TooFewCases")]
    public void The_answer_says_what_the_cases_allow(int google, int ofGoogle, int microsoft, int ofMicrosoft, string verdict) =>
        Assert.Equal(verdict, new AppComparison(new(google, ofGoogle), new(microsoft, ofMicrosoft)).Verdict.ToString());
}
