namespace Epatra.Portal.SignIn;

/// <summary>Why a password was not taken, in the person's language.</summary>
internal static class PasswordErrors
{
    /// <summary>What was left empty; null when nothing was.</summary>
    public static string? Missing(string? email, string? password) => string.IsNullOrWhiteSpace(email) ? SignInTexts.EmailMissing
        : string.IsNullOrEmpty(password) ? SignInTexts.PasswordMissing
        : null;

    public static string? Text(PasswordAnswer answer) => answer.Outcome switch
    {
        PasswordOutcome.Accepted => null,
        PasswordOutcome.Refused when answer.PausedUntil is null => SignInTexts.Refused,
        PasswordOutcome.Refused or PasswordOutcome.Paused => SignInTexts.Paused,
        PasswordOutcome.AddressPaused => SignInTexts.TooManyFailures,
    };
}
