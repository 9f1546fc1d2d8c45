using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Passwords;

internal sealed class PasswordPolicyOptions
{
    public const string Section = "Passwords";

    /// <summary>Characters; below 8 there is no password that a second factor makes good (NIST SP 800-63B-4).</summary>
    [Range(8, PasswordCheck.LongestPassword, ErrorMessage = "a whole number from 8 to 128")]
    public int MinimumLength { get; init; } = 8;

    /// <summary>Months until a new password is asked for; 0 switches expiry off.</summary>
    [Range(0, 120, ErrorMessage = "a whole number of months from 0 to 120")]
    public int MaximumAgeMonths { get; init; } = 6;

    /// <summary>Of PBKDF2-HMAC-SHA512.</summary>
    [Range(1_000, 10_000_000, ErrorMessage = "a whole number from 1000 to 10000000")]
    public int Iterations { get; init; } = 210_000;
}
