using Epatra.Portal.Shell;

namespace Epatra.Portal.Passwords;

/// <summary>
/// The form of a password that is measured, hashed and compared: Unicode NFC. A character is a code point of it
/// (NIST SP 800-63B-4, 3.1.1.2), so that an emoji counts as little as its shortest spelling and never less than one.
/// </summary>
internal static class PasswordText
{
    /// <summary>UTF-16 units as typed. NFC joins at most four of them into one character; anything beyond is not even looked at.</summary>
    private const int LongestTyped = 8 * PasswordCheck.LongestPassword;

    /// <summary>Whether it has more characters than a password may have.</summary>
    public static bool IsTooLong(string typed) => typed.Length > LongestTyped || (UnicodeText.Nfc(typed) is { } text && Length(text) > PasswordCheck.LongestPassword);

    /// <summary>The password in NFC; null for broken Unicode and for what is too long to be one.</summary>
    public static string? Canonical(string typed) =>
        typed.Length <= LongestTyped && UnicodeText.Nfc(typed) is { } text && Length(text) <= PasswordCheck.LongestPassword ? text : null;

    /// <summary>In code points.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();
}
