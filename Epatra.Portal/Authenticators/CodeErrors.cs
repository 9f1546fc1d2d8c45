namespace Epatra.Portal.Authenticators;

/// <summary>Why a code was not taken, in the person's language.</summary>
internal static class CodeErrors
{
    public static string? Text(CodeOutcome outcome) => outcome switch
    {
        CodeOutcome.Accepted => null,
        CodeOutcome.NotACode => AuthenticatorTexts.NotACode,
        CodeOutcome.Wrong => AuthenticatorTexts.Wrong,
        CodeOutcome.AlreadyUsed => AuthenticatorTexts.AlreadyUsed,
        CodeOutcome.Busy => AuthenticatorTexts.Busy,
    };
}
