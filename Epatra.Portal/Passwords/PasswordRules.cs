using System.Globalization;
using System.Text;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>
/// The rules of a new password, but for the one about earlier passwords. Everywhere the same: on pages, in the live meter,
/// in the import. It asks nobody and keeps nothing.
/// </summary>
internal sealed class PasswordRules(IOptions<PasswordPolicyOptions> options, IOptions<PortalOptions> portal, CommonPasswords common)
{
    private readonly PasswordPolicyOptions policy = options.Value;

    /// <summary>The rules that are told before a password is typed, in the order of the page.</summary>
    public IReadOnlyList<PasswordRule> Told { get; } =
    [
        PasswordRule.Length,
        .. Asked(options.Value.RequireUpper, PasswordRule.Upper),
        .. Asked(options.Value.RequireDigit, PasswordRule.Digit),
        .. Asked(options.Value.RequireSpecial, PasswordRule.Special),
        PasswordRule.Common,
        PasswordRule.Name,
        PasswordRule.Different,
    ];

    /// <summary>What the password breaks; never <see cref="PasswordRule.Different"/>, which only hashes can tell.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="owner">Whose it is to be; null where that is not known yet.</param>
    public IReadOnlyList<PasswordRule> Broken(string password, PasswordOwner? owner)
    {
        if (PasswordText.IsTooLong(password))
        {
            return [PasswordRule.Longest];
        }

        return PasswordText.Canonical(password) is { } text ? [.. Told.Where(rule => IsBroken(rule, text, owner))] : [PasswordRule.Text];
    }

    private bool IsBroken(PasswordRule rule, string text, PasswordOwner? owner) => rule switch
    {
        PasswordRule.Text or PasswordRule.Longest or PasswordRule.Different => false,
        PasswordRule.Length => PasswordText.Length(text) < policy.MinimumLength,
        PasswordRule.Upper => !text.EnumerateRunes().Any(IsUpper),
        PasswordRule.Digit => !text.EnumerateRunes().Any(IsDigit),
        PasswordRule.Special => !text.EnumerateRunes().Any(IsSpecial),
        PasswordRule.Common => common.Contains(text),
        PasswordRule.Name => OwnNames.AreIn(text, owner, portal.Value.Name),
    };

    /// <summary>A capital of any script that has capitals. Letters of one that has none (Arabic, Chinese) are neither upper nor lower.</summary>
    private static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    /// <summary>0 to 9 in any script; not a fraction or a Roman numeral.</summary>
    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>Neither letter nor digit: a space and an emoji are special, an accent on a letter is part of it.</summary>
    private static bool IsSpecial(Rune rune) => !Rune.IsLetter(rune) && !IsDigit(rune) && !UnicodeText.IsPartOfAnother(rune);

    private static IEnumerable<PasswordRule> Asked(bool asked, PasswordRule rule) => asked ? [rule] : [];
}
