using Epatra.Portal.Authenticators;

namespace Epatra.Portal.Support.Statistics;

/// <summary>So many codes of one kind.</summary>
/// <param name="Week">Monday of their week.</param>
/// <param name="Kind">What they were for.</param>
/// <param name="App">Where they came from.</param>
/// <param name="Accepted">Whether they were.</param>
/// <param name="First">Whether none had been refused before.</param>
/// <param name="OffsetSteps">Time steps from the portal's time to theirs; null where that is not known.</param>
/// <param name="Count">How many.</param>
internal sealed record CodeCount(DateOnly Week, CodeUseKind Kind, AuthenticatorApp App, bool Accepted, bool First, int? OffsetSteps, int Count);

/// <summary>So many enrolments that took as long.</summary>
internal sealed record EnrollmentCount(DateOnly Week, AuthenticatorApp App, int Seconds, int Count);

/// <summary>One reset by the desk that was done and not undone.</summary>
/// <param name="App">The app of that time; null where it is not known.</param>
internal sealed record ResetCase(DateOnly Week, Cause Cause, AuthenticatorApp? App);

/// <summary>The sums of some weeks, from which each figure is made.</summary>
/// <param name="Weeks">Mondays, the oldest first.</param>
/// <param name="People">Who uses an app now, by app; whoever has two counts for both.</param>
/// <param name="Codes">Codes that were typed.</param>
/// <param name="Enrollments">Wizards that were confirmed.</param>
/// <param name="Resets">By the desk; those that were undone do not count.</param>
internal sealed record WeeklyFigures(
    IReadOnlyList<DateOnly> Weeks,
    IReadOnlyDictionary<AuthenticatorApp, int> People,
    IReadOnlyList<CodeCount> Codes,
    IReadOnlyList<EnrollmentCount> Enrollments,
    IReadOnlyList<ResetCase> Resets)
{
    public static readonly WeeklyFigures None = new([], new Dictionary<AuthenticatorApp, int>(), [], [], []);

    private readonly ILookup<(AuthenticatorApp, DateOnly), CodeCount> signIns = Codes.Where(c => c.Kind == CodeUseKind.SignIn).ToLookup(c => (c.App, c.Week));
    private readonly ILookup<(AuthenticatorApp, DateOnly), EnrollmentCount> enrollments = Enrollments.ToLookup(e => (e.App, e.Week));

    /// <summary>Those that anybody has used.</summary>
    public IReadOnlyList<AuthenticatorApp> Apps => [.. Enum.GetValues<AuthenticatorApp>()
        .Where(app => People.ContainsKey(app) || Codes.Any(c => c.App == app) || Resets.Any(r => r.App == app))];

    public AppComparison Comparison => new(FirstTries(AuthenticatorApp.Google), FirstTries(AuthenticatorApp.Microsoft));

    /// <summary>Sign-ins that were done with a code.</summary>
    public int SignIns(AuthenticatorApp app, DateOnly? week = null) => SignInCodes(app, week).Where(c => c.Accepted).Sum(c => c.Count);

    /// <summary>Of the first codes of sign-ins those that were accepted; whoever gave up after the first one counts as well.</summary>
    public Share FirstTries(AuthenticatorApp app, DateOnly? week = null)
    {
        var first = SignInCodes(app, week).Where(c => c.First).ToList();
        return new(first.Where(c => c.Accepted).Sum(c => c.Count), first.Sum(c => c.Count));
    }

    /// <summary>Refused codes for each hundred sign-ins; null without sign-ins.</summary>
    public double? RefusedPerHundred(AuthenticatorApp app, DateOnly? week = null)
    {
        var signIns = SignIns(app, week);
        return signIns == 0 ? null : 100.0 * SignInCodes(app, week).Where(c => !c.Accepted).Sum(c => c.Count) / signIns;
    }

    public int Enrolled(AuthenticatorApp app, DateOnly? week = null) => EnrollmentsOf(app, week).Sum(e => e.Count);

    /// <summary>Seconds from the QR code to the code that confirmed it, which this part of the people did not exceed (nearest rank); null without cases.</summary>
    public int? SecondsFromQr(double part, AuthenticatorApp app, DateOnly? week = null)
    {
        var rank = Math.Max(1, (int)Math.Ceiling(part * Enrolled(app, week)));
        foreach (var group in EnrollmentsOf(app, week).OrderBy(e => e.Seconds))
        {
            rank -= group.Count;
            if (rank <= 0)
            {
                return group.Seconds;
            }
        }

        return null;
    }

    /// <summary>Codes of an app whose time is known, and of them those that lie between two offsets, the ends included.</summary>
    public Share Drifting(AuthenticatorApp app, int from, int to)
    {
        var known = Codes.Where(c => c.App == app && c.OffsetSteps is not null).ToList();
        return new(known.Where(c => c.OffsetSteps >= from && c.OffsetSteps <= to).Sum(c => c.Count), known.Sum(c => c.Count));
    }

    private IEnumerable<CodeCount> SignInCodes(AuthenticatorApp app, DateOnly? week) =>
        week is { } one ? signIns[(app, one)] : Weeks.SelectMany(each => signIns[(app, each)]);

    private IEnumerable<EnrollmentCount> EnrollmentsOf(AuthenticatorApp app, DateOnly? week) =>
        week is { } one ? enrollments[(app, one)] : Weeks.SelectMany(each => enrollments[(app, each)]);
}
