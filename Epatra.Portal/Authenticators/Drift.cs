namespace Epatra.Portal.Authenticators;

/// <summary>What a code says about the clock of the app it comes from.</summary>
internal static class Drift
{
    /// <summary>
    /// The hour around now, in time steps each way; a little more, because a clock on the wrong summer time is off by
    /// exactly an hour and its owner takes a moment to type. By chance one wrong code in 4,000 fits.
    /// </summary>
    private const int Reach = 3600 / Totp.StepSeconds + 2;

    /// <summary>How many offsets of accepted codes are kept.</summary>
    private const int Kept = 10;

    /// <summary>How many say something: one late code is only a slow reader.</summary>
    private const int Enough = 4;

    /// <summary>Whose time a refused code is of: steps from now, the nearest first; null when of none in the hour around now.</summary>
    public static int? Find(ReadOnlySpan<byte> secret, string code, long currentStep)
    {
        for (var distance = Totp.Window + 1; distance <= Reach; distance++)
        {
            foreach (var offset in (ReadOnlySpan<int>)[-distance, distance])
            {
                if (Totp.Code(secret, currentStep + offset) == code)
                {
                    return offset;
                }
            }
        }

        return null;
    }

    /// <summary>The offsets of the newest accepted codes, one more at the end.</summary>
    public static string Remember(string offsets, int offset) => string.Join(' ', Parse(offsets).Append(offset).TakeLast(Kept));

    /// <summary>
    /// Seconds by which a clock is off though its codes are still accepted, in fives, negative when it is behind; null when
    /// there is nothing to say. Ahead is always the clock; behind is also somebody who types slowly, so it takes more.
    /// </summary>
    public static int? Warning(string offsets)
    {
        var recent = Parse(offsets).ToList();
        if (recent.Count < Enough)
        {
            return null;
        }

        var average = recent.Average();
        return average is >= 0.5 or <= -0.8 ? (int)Math.Round(average * Totp.StepSeconds / 5) * 5 : null;
    }

    private static IEnumerable<int> Parse(string offsets) =>
        offsets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(offset => int.Parse(offset, System.Globalization.CultureInfo.InvariantCulture));
}
