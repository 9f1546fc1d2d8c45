using System.ComponentModel.DataAnnotations;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Accounts;

/// <param name="Text">What is wrong, in the person's language.</param>
/// <param name="Fields">Ids of the fields where it is wrong; the first one gets the focus.</param>
internal sealed record SetUpError(string Text, params string[] Fields);

/// <summary>Why nobody becomes the first administrator with what was typed.</summary>
internal static class SetUpErrors
{
    /// <summary>Why the link made nobody an administrator; null when it did, and where it is over, which is a page of its own.</summary>
    public static SetUpError? Of(SetUpAnswer answer) => answer.Outcome switch
    {
        SetUpOutcome.Done or SetUpOutcome.LinkIsOver => null,
        SetUpOutcome.AddressTaken => new(AccountTexts.AddressTaken, "email"),
        SetUpOutcome.AddressPaused => new(SignIn.SignInTexts.TooManyFailures, "password"),
    };

    /// <summary>The first mistake; null when there is none.</summary>
    public static SetUpError? In(SetUpForm typed, PasswordPolicyOptions policy) =>
        !IsText(typed.Name, 200) ? new(AccountTexts.NameNeeded, "name")
        : !IsText(typed.Email, 256) || !new EmailAddressAttribute().IsValid(typed.Email!.Trim()) ? new(AccountTexts.EmailNeeded, "email")
        : NewPassword.Problem(typed.NewPassword ?? "", typed.ConfirmPassword ?? "", policy) is { } problem ? Of(problem, policy)
        : null;

    private static SetUpError Of(NewPasswordProblem problem, PasswordPolicyOptions policy) => problem switch
    {
        NewPasswordProblem.TooShort => new(string.Format(AccountTexts.PasswordTooShort, policy.MinimumLength), "password"),
        NewPasswordProblem.TooLong => new(string.Format(AccountTexts.PasswordTooLong, PasswordCheck.LongestPassword), "password"),
        NewPasswordProblem.NotText => new(AccountTexts.PasswordNotText, "password"),
        NewPasswordProblem.NotTheSame => new(AccountTexts.PasswordsDiffer, "password", "again"), // which of them is meant, nobody knows
    };

    private static bool IsText(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= longest && !text.Any(char.IsControl) && UnicodeText.Nfc(text) is not null;
}
