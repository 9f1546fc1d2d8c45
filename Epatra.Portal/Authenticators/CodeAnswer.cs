namespace Epatra.Portal.Authenticators;

/// <summary>What a person is told about a code.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="App">The app that the codes come from, for the words and the advice.</param>
/// <param name="Clock">What the code says about the app's clock.</param>
/// <param name="Old">Which entry was opened instead of the right one.</param>
/// <param name="PausedUntil">No code is looked at before this time, in UTC.</param>
public sealed record CodeAnswer(
    CodeOutcome Outcome, AuthenticatorApp App = AuthenticatorApp.Other, ClockReading? Clock = null, OldEntry? Old = null, DateTime? PausedUntil = null);

/// <summary>How far the time of a code lies from the portal's.</summary>
/// <param name="Steps">Time steps of 30 seconds; negative when the app is behind.</param>
/// <param name="Certain">A second code agreed. By chance about one wrong code in 4,000 fits some time of the hour around now.</param>
public sealed record ClockReading(int Steps, bool Certain)
{
    public int Seconds => Steps * Totp.StepSeconds;
}

/// <param name="Opened">Name, in the app, of the entry that the code came from.</param>
/// <param name="Right">Name of the one to use.</param>
/// <param name="Counts">Whether the opened one still signs in, so that nobody should delete it yet.</param>
public sealed record OldEntry(string Opened, string Right, bool Counts = false);
