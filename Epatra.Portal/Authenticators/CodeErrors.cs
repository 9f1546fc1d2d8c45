namespace Epatra.Portal.Authenticators;

/// <summary>Why a code was not taken, in the person's language; null where there is more to say than a sentence.</summary>
internal static class CodeErrors
{
    public static string? Text(CodeAnswer answer) => answer.Outcome switch
    {
        CodeOutcome.Accepted or CodeOutcome.OtherTime or CodeOutcome.OldEntry => null,
        CodeOutcome.NotACode => AuthenticatorTexts.NotACode,
        CodeOutcome.Wrong => AuthenticatorTexts.Wrong,
        CodeOutcome.AlreadyUsed when answer.App == AuthenticatorApp.PasswordManager => AuthenticatorTexts.UsedByColleague,
        CodeOutcome.AlreadyUsed => AuthenticatorTexts.AlreadyUsed,
        CodeOutcome.Paused => AuthenticatorTexts.Paused,
        CodeOutcome.Blocked => AuthenticatorTexts.Blocked,
        CodeOutcome.Busy => AuthenticatorTexts.Busy,
    };
}
