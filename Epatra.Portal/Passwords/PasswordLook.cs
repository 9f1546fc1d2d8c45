namespace Epatra.Portal.Passwords;

/// <summary>What a look at a password found; nothing of the password itself.</summary>
internal sealed record PasswordLook(IReadOnlyList<PasswordRule> Broken, StrengthEstimate Strength)
{
    /// <returns>Null when nothing is typed.</returns>
    public static PasswordLook? At(string typed, bool isCurrent, PasswordOwner? owner, PasswordRules rules, PasswordStrength strength)
    {
        if (typed.Length == 0)
        {
            return null;
        }

        var broken = rules.Broken(typed, owner);
        return new(
            isCurrent ? [.. broken, PasswordRule.Different] : broken,
            PasswordText.Canonical(typed) is { } text ? strength.Estimate(text, owner) : new(0, StrengthTip.None));
    }

    /// <summary>One sentence or two for a screen reader.</summary>
    public string Summary(PasswordPolicyOptions policy)
    {
        var strength = $"{PasswordTexts.Strength} {StrengthTips.Word(Strength.Score)}.";
        return Broken.Count == 0
            ? $"{strength} {PasswordTexts.AllMet}"
            : $"{strength} {string.Join(' ', Broken.Select(rule => PasswordRuleTexts.Broken(rule, policy)))}";
    }
}
