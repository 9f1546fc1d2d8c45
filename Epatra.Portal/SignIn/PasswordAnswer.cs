namespace Epatra.Portal.SignIn;

internal enum PasswordOutcome
{
    Accepted,

    /// <summary>A wrong password, an unknown person and a disabled one look the same.</summary>
    Refused,

    /// <summary>Too many wrong passwords for this person; nothing was looked at.</summary>
    Paused,

    /// <summary>Too many wrong passwords from this network address; nothing was looked at.</summary>
    AddressPaused,
}

/// <summary>What came of an address and a password.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Entry">What follows when it was accepted: the second step, or in a trusted browser the session.</param>
/// <param name="PausedUntil">No password is looked at before this time, in UTC.</param>
internal sealed record PasswordAnswer(PasswordOutcome Outcome, Entry? Entry = null, DateTime? PausedUntil = null);
