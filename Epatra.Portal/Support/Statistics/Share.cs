namespace Epatra.Portal.Support.Statistics;

/// <summary>So many of so many cases.</summary>
internal readonly record struct Share(int Hits, int Cases)
{
    /// <summary>Of the normal distribution, for 95 % confidence.</summary>
    private const double Z = 1.959964;

    /// <summary>From 0 to 1; null without cases.</summary>
    public double? Value => Cases == 0 ? null : (double)Hits / Cases;

    /// <summary>Where the true share lies with 95 % confidence: Wilson's score interval (E. B. Wilson, 1927).</summary>
    public (double Low, double High) Interval
    {
        get
        {
            if (Cases == 0)
            {
                return (0, 1);
            }

            var (share, n) = (Value!.Value, (double)Cases);
            var middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
            var half = Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    /// <summary>
    /// By how much this share is truly above another one, with 95 % confidence: Newcombe's interval from two of Wilson
    /// (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10).
    /// </summary>
    public (double Low, double High) Above(Share other)
    {
        var (mine, its, difference) = (Interval, other.Interval, (Value ?? 0) - (other.Value ?? 0));
        return (
            difference - Root((Value ?? 0) - mine.Low, its.High - (other.Value ?? 0)),
            difference + Root(mine.High - (Value ?? 0), (other.Value ?? 0) - its.Low));
    }

    private static double Root(double one, double other) => Math.Sqrt(one * one + other * other);
}
