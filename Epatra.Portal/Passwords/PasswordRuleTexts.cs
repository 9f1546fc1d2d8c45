namespace Epatra.Portal.Passwords;

/// <summary>The rules in words, in the language of the person.</summary>
internal static class PasswordRuleTexts
{
    /// <summary>Why a password is refused: a sentence of its own for each rule, with the way out.</summary>
    public static string Broken(PasswordRule rule, PasswordPolicyOptions policy) => rule switch
    {
        PasswordRule.Text => PasswordTexts.BrokenText,
        PasswordRule.Length => string.Format(PasswordTexts.BrokenLength, policy.MinimumLength),
        PasswordRule.Longest => string.Format(PasswordTexts.BrokenLongest, PasswordCheck.LongestPassword),
        PasswordRule.Upper => PasswordTexts.BrokenUpper,
        PasswordRule.Digit => PasswordTexts.BrokenDigit,
        PasswordRule.Special => PasswordTexts.BrokenSpecial,
        PasswordRule.Common => PasswordTexts.BrokenCommon,
        PasswordRule.Name => PasswordTexts.BrokenName,
        PasswordRule.Different => policy.History == 0 ? PasswordTexts.BrokenDifferentCurrent : PasswordTexts.BrokenDifferent,
    };

    /// <summary>What is asked for, as a line of the list beside the field.</summary>
    public static string Asked(PasswordRule rule, PasswordPolicyOptions policy) => rule switch
    {
        PasswordRule.Text => PasswordTexts.AskedText,
        PasswordRule.Length => string.Format(PasswordTexts.AskedLength, policy.MinimumLength),
        PasswordRule.Longest => string.Format(PasswordTexts.AskedLongest, PasswordCheck.LongestPassword),
        PasswordRule.Upper => PasswordTexts.AskedUpper,
        PasswordRule.Digit => PasswordTexts.AskedDigit,
        PasswordRule.Special => PasswordTexts.AskedSpecial,
        PasswordRule.Common => PasswordTexts.AskedCommon,
        PasswordRule.Name => PasswordTexts.AskedName,
        PasswordRule.Different => Different(policy.History),
    };

    private static string Different(int history) => history switch
    {
        0 => PasswordTexts.AskedDifferentCurrent,
        1 => PasswordTexts.AskedDifferentOne,
        _ => string.Format(PasswordTexts.AskedDifferent, history),
    };
}
