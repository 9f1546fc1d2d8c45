namespace Epatra.Portal.Passwords;

/// <summary>What is wrong with a new password that was typed twice, all of it at once.</summary>
/// <param name="Broken">Rules that it breaks.</param>
/// <param name="Differ">The second one is not the first; which of them is meant, nobody knows.</param>
internal sealed record NewPasswordFaults(IReadOnlyList<PasswordRule> Broken, bool Differ)
{
    public static readonly NewPasswordFaults None = new([], false);

    public bool Any => Differ || Broken.Count > 0;

    public static NewPasswordFaults In(string? password, string? again, PasswordOwner owner, PasswordRules rules) =>
        new(rules.Broken(password ?? "", owner), (password ?? "") != (again ?? ""));

    /// <summary>A sentence each, in the person's language.</summary>
    public IEnumerable<string> Texts(PasswordPolicyOptions policy) =>
        Broken.Select(rule => PasswordRuleTexts.Broken(rule, policy)).Concat(Differ ? [PasswordTexts.Differ] : []);
}
