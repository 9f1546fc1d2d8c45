using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Passwords;

internal sealed class PasswordPolicyOptions
{
    public const string Section = "Passwords";

    /// <summary>Characters; below 8 there is no password that a second factor makes good (NIST SP 800-63B-4).</summary>
    [Range(8, PasswordCheck.LongestPassword, ErrorMessage = "a whole number from 8 to 128")]
    public int MinimumLength { get; init; } = 8;

    /// <summary>Whether a capital is asked for.</summary>
    public bool RequireUpper { get; init; } = true;

    public bool RequireDigit { get; init; } = true;

    /// <summary>Whether a character is asked for that is neither letter nor digit.</summary>
    public bool RequireSpecial { get; init; } = true;

    /// <summary>How many passwords before the current one may not come back.</summary>
    [Range(0, 24, ErrorMessage = "a whole number from 0 to 24")]
    public int History { get; init; } = 5;

    /// <summary>Months until a new password is asked for; 0 switches expiry off.</summary>
    [Range(0, 120, ErrorMessage = "a whole number of months from 0 to 120")]
    public int MaximumAgeMonths { get; init; } = 6;

    /// <summary>Of PBKDF2-HMAC-SHA512.</summary>
    [Range(1_000, 10_000_000, ErrorMessage = "a whole number from 1000 to 10000000")]
    public int Iterations { get; init; } = 210_000;
}
