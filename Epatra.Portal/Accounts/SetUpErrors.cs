using System.ComponentModel.DataAnnotations;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Accounts;

/// <param name="Text">What is wrong, in the person's language.</param>
/// <param name="Field">Id of the field where it is wrong.</param>
internal sealed record SetUpError(string Text, string Field);

/// <summary>Why nobody becomes the first administrator with what was typed.</summary>
internal static class SetUpErrors
{
    private const string Password = "new-password";

    /// <summary>Why the link made nobody an administrator; empty when it did, and where it is over, which is a page of its own.</summary>
    public static IReadOnlyList<SetUpError> Of(SetUpAnswer answer) => answer.Outcome switch
    {
        SetUpOutcome.Done or SetUpOutcome.LinkIsOver => [],
        SetUpOutcome.AddressTaken => [new(AccountTexts.AddressTaken, "email")],
        SetUpOutcome.AddressPaused => [new(SignIn.SignInTexts.TooManyFailures, Password)],
    };

    /// <summary>All mistakes, in the order of the fields.</summary>
    public static IReadOnlyList<SetUpError> In(SetUpForm typed, NewPasswordFaults faults, PasswordPolicyOptions policy) =>
    [
        .. IsText(typed.Name, 200) ? Array.Empty<SetUpError>() : [new(AccountTexts.NameNeeded, "name")],
        .. IsText(typed.Email, 256) && new EmailAddressAttribute().IsValid(typed.Email!.Trim()) ? Array.Empty<SetUpError>() : [new(AccountTexts.EmailNeeded, "email")],
        .. faults.Texts(policy).Select(text => new SetUpError(text, Password)),
    ];

    private static bool IsText(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= longest && !text.Any(char.IsControl) && UnicodeText.Nfc(text) is not null;
}
