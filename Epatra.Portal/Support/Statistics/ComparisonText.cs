using System.Globalization;

namespace Epatra.Portal.Support.Statistics;

/// <summary>Whether Google's app works better here, in plain words.</summary>
internal static class ComparisonText
{
    public static string Answer(AppComparison comparison) => comparison.Verdict switch
    {
        AppVerdict.TooFewCases => StatisticsTexts.TooFewCases,
        AppVerdict.GoogleIsBetter => StatisticsTexts.GoogleIsBetter,
        AppVerdict.MicrosoftIsBetter => StatisticsTexts.MicrosoftIsBetter,
        AppVerdict.NoDifference => StatisticsTexts.NoDifference,
    };

    /// <summary>What the answer rests on.</summary>
    public static string Evidence(AppComparison comparison) => comparison is { Google.Cases: > 0, Microsoft.Cases: > 0 }
        ? string.Format(CultureInfo.CurrentCulture, StatisticsTexts.Evidence,
            Percent(comparison.Google), comparison.Google.Cases, Percent(comparison.Microsoft), comparison.Microsoft.Cases,
            Points(comparison.Difference.Low), Points(comparison.Difference.High))
        : string.Format(CultureInfo.CurrentCulture, StatisticsTexts.NoEvidence, comparison.Google.Cases, comparison.Microsoft.Cases);

    private static string Percent(Share share) => FigureText.Of(100 * share.Value ?? 0, FigureUnit.Percent);

    private static string Points(double difference) => (100 * difference).ToString("+0.0;\u22120.0;0.0", CultureInfo.CurrentCulture);
}
