namespace Epatra.Portal.Authenticators;

/// <summary>What a clock that is off is called in sentences.</summary>
internal static class ClockTexts
{
    /// <summary>Up to this many steps ago it is more likely that somebody typed a code they had read before.</summary>
    public const int ReadBefore = -4;

    public static string Explain(AuthenticatorApp app, ClockReading reading)
    {
        var minutes = Minutes(reading.Steps);
        return reading switch
        {
            { Certain: false, Steps: < 0 and >= ReadBefore } => string.Format(AuthenticatorTexts.CodeOfAgo, minutes),
            { Certain: false, Steps: < 0 } => string.Format(AuthenticatorTexts.MayBeBehind, Clock(app), minutes),
            { Certain: false } => string.Format(AuthenticatorTexts.MayBeAhead, Clock(app), minutes),
            { Steps: < 0 } => string.Format(AuthenticatorTexts.IsBehind, Clock(app), minutes),
            _ => string.Format(AuthenticatorTexts.IsAhead, Clock(app), minutes),
        };
    }

    /// <summary>A drift that does no harm yet.</summary>
    public static string Warn(AuthenticatorApp app, int seconds) =>
        string.Format(seconds < 0 ? AuthenticatorTexts.DriftBehind : AuthenticatorTexts.DriftAhead, Clock(app), Amount(Math.Abs(seconds)));

    /// <summary>How far the clock of the browser is off.</summary>
    public static string Browser(int seconds) =>
        string.Format(seconds < 0 ? AuthenticatorTexts.BrowserBehind : AuthenticatorTexts.BrowserAhead, Amount(Math.Abs(seconds)));

    /// <summary>Whose clock makes the codes.</summary>
    private static string Clock(AuthenticatorApp app) => app switch
    {
        AuthenticatorApp.Google or AuthenticatorApp.Microsoft or AuthenticatorApp.Other => AuthenticatorTexts.PhoneClock,
        AuthenticatorApp.PasswordManager => AuthenticatorTexts.DeviceClock,
        AuthenticatorApp.BrowserExtension => AuthenticatorTexts.ComputerClock,
    };

    /// <summary>Whole minutes: the time that reading and typing takes makes a clock look more behind than it is.</summary>
    private static string Minutes(int steps) => Amount((steps < 0 ? -steps / 2 : (steps + 1) / 2) * 60);

    private static string Amount(int seconds) => seconds switch
    {
        1 => AuthenticatorTexts.Second,
        < 60 => string.Format(AuthenticatorTexts.Seconds, seconds),
        < 120 => AuthenticatorTexts.Minute,
        _ => string.Format(AuthenticatorTexts.Minutes, seconds / 60),
    };
}
