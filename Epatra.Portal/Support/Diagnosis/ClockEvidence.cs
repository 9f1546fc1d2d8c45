using Epatra.Portal.Authenticators;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What the newest refused codes say about a clock, taken together.</summary>
/// <param name="Steps">Of the newest, in time steps; negative when the clock is behind.</param>
/// <param name="Codes">How many codes in a row agree, to a step.</param>
/// <param name="App">Whose codes.</param>
internal sealed record ClockEvidence(int Steps, int Codes, AuthenticatorApp App)
{
    /// <summary>A browser's clock is measured over a network, and a code is up to two steps old.</summary>
    private const int Tolerance = 3 * Totp.StepSeconds;

    public int Seconds => Steps * Totp.StepSeconds;

    /// <summary>By chance one wrong code in 4,000 fits some time of the hour around now; two that agree never do.</summary>
    public bool IsSteady => Codes > 1;

    public bool MayBeReadBefore => !IsSteady && Steps is < 0 and >= ClockTexts.ReadBefore;

    /// <summary>Extensions and password managers have the computer's time.</summary>
    public bool IsOfComputer => App is AuthenticatorApp.BrowserExtension or AuthenticatorApp.PasswordManager;

    /// <summary>Null when none of the refused codes was of another time.</summary>
    /// <param name="refused">The newest first.</param>
    public static ClockEvidence? Of(IReadOnlyList<RefusedCode> refused)
    {
        var readings = refused.Where(code => code is { Steps: not null, Outcome: CodeOutcome.OtherTime }).ToList();
        if (readings is not [{ Steps: { } newest } first, ..])
        {
            return null;
        }

        var agreeing = readings.TakeWhile(code => code.Entry == first.Entry && Math.Abs(code.Steps!.Value - newest) <= 1).Count();
        return new ClockEvidence(newest, agreeing, first.Entry?.App ?? AuthenticatorApp.Other);
    }

    /// <summary>Whether a clock that is off by so many seconds would make such codes.</summary>
    public bool Fits(int? seconds) => seconds is { } off && Math.Abs(off - Seconds) <= Tolerance;
}
