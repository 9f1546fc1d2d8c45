namespace Epatra.Portal.SignIn;

/// <summary>How long somebody waits after failures in a row: 30 seconds at first, then twice as long each time.</summary>
/// <param name="From">The failure that brings the first wait.</param>
/// <param name="Longest">The wait never gets longer.</param>
internal sealed record Pause(int From, TimeSpan Longest)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    /// <summary>NIST SP 800-63B-4 section 3.2.2 leaves the waits to the verifier.</summary>
    public static readonly Pause OfCodes = new(From: 5, Longest: TimeSpan.FromHours(1));

    public static readonly Pause OfPasswords = new(From: 10, Longest: TimeSpan.FromMinutes(15));

    /// <summary>Whether there is a wait. One that lies further off than any wait was made by a clock that was wrong.</summary>
    public bool Holds(DateTime? until, DateTime now) => until > now && until <= now + Longest;

    /// <summary>The wait after so many failures; null for none yet.</summary>
    public TimeSpan? After(int failures)
    {
        if (failures < From)
        {
            return null;
        }

        var doublings = Math.Min(failures - From, 30); // 2 to the 30th is beyond every limit, and not beyond a double
        return TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, doublings), Longest.TotalSeconds));
    }
}
