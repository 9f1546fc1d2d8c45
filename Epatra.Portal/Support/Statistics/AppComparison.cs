namespace Epatra.Portal.Support.Statistics;

/// <summary>What can be said of the two apps with 95 % confidence.</summary>
internal enum AppVerdict
{
    TooFewCases,
    GoogleIsBetter,
    MicrosoftIsBetter,

    /// <summary>Whatever the difference is, it is too small to matter.</summary>
    NoDifference,
}

/// <summary>Whether the codes of Google's app succeed more often at the first try than those of Microsoft's.</summary>
/// <param name="Google">First codes of sign-ins that were accepted.</param>
/// <param name="Microsoft">The same.</param>
internal sealed record AppComparison(Share Google, Share Microsoft)
{
    /// <summary>Below it nothing is said, whatever the interval.</summary>
    private const int FewestCases = 30;

    /// <summary>A difference that nobody notices.</summary>
    private const double Small = 0.03;

    /// <summary>By how much Google's is better, with 95 % confidence.</summary>
    public (double Low, double High) Difference => Google.Above(Microsoft);

    public AppVerdict Verdict =>
        Google.Cases < FewestCases || Microsoft.Cases < FewestCases ? AppVerdict.TooFewCases
        : Difference.Low > 0 ? AppVerdict.GoogleIsBetter
        : Difference.High < 0 ? AppVerdict.MicrosoftIsBetter
        : Difference is { Low: > -Small, High: < Small } ? AppVerdict.NoDifference
        : AppVerdict.TooFewCases;
}
