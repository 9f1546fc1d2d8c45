namespace Epatra.Portal.Passwords;

/// <summary>A line of the list beside the field.</summary>
/// <param name="Rule">The rule that has the line.</param>
/// <param name="Shown">What it says: too long is told where too short is.</param>
/// <param name="Met">Null while nothing has been looked at.</param>
internal sealed record PasswordRuleLine(PasswordRule Rule, PasswordRule Shown, bool? Met)
{
    /// <param name="rule">One of those that are told.</param>
    /// <param name="broken">What the password breaks; null when none was looked at.</param>
    public static PasswordRuleLine Of(PasswordRule rule, IReadOnlyList<PasswordRule>? broken)
    {
        var here = broken?.Where(one => Place(one) == rule).ToList();
        return new(rule, here is [var shown, ..] ? shown : rule, here is null ? null : here.Count == 0);
    }

    private static PasswordRule Place(PasswordRule rule) => rule is PasswordRule.Text or PasswordRule.Longest ? PasswordRule.Length : rule;
}
