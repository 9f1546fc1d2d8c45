using Epatra.Portal.Passwords;

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
        .. TypedName.Clean(typed.Name) is { Length: <= TypedName.Longest } ? Array.Empty<SetUpError>() : [new(AccountTexts.NameNeeded, "name")],
        .. EmailAddress.Clean(typed.Email) is not null ? Array.Empty<SetUpError>() : [new(AccountTexts.EmailNeeded, "email")],
        .. faults.Texts(policy).Select(text => new SetUpError(text, Password)),
    ];
}
