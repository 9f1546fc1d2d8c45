using Epatra.Portal.Shell;

namespace Epatra.Portal.Passwords;

internal enum NewPasswordProblem
{
    TooShort,
    TooLong,

    /// <summary>Broken Unicode, which no keyboard makes.</summary>
    NotText,

    /// <summary>The second one is not the first one.</summary>
    NotTheSame,
}

/// <summary>Whether somebody may have a password.</summary>
internal static class NewPassword
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="again">As it was typed the second time.</param>
    /// <param name="policy">The rules of the settings.</param>
    public static NewPasswordProblem? Problem(string password, string again, PasswordPolicyOptions policy) =>
        UnicodeText.Nfc(password) is not { } text ? NewPasswordProblem.NotText
        : text.Length < policy.MinimumLength ? NewPasswordProblem.TooShort
        : password.Length > PasswordCheck.LongestPassword ? NewPasswordProblem.TooLong
        : password != again ? NewPasswordProblem.NotTheSame
        : null;
}
