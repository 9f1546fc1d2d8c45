namespace Epatra.Portal.Passwords;

/// <summary>Why no new password was taken, in the person's language: one sentence each.</summary>
internal static class NewPasswordErrors
{
    public static IReadOnlyList<string> In(ChangeAnswer answer, PasswordPolicyOptions policy) => answer.Outcome switch
    {
        ChangeOutcome.Changed => [],
        ChangeOutcome.Over => [PasswordTexts.ChangeOver],
        ChangeOutcome.WrongCurrent => [PasswordTexts.CurrentWrong],
        ChangeOutcome.Paused => [SignIn.SignInTexts.Paused],
        ChangeOutcome.NotTaken => [.. answer.Chosen!.Faults.Texts(policy)],
    };

    public static IReadOnlyList<string> In(ResetAnswer answer, PasswordPolicyOptions policy) => answer.Outcome switch
    {
        ResetOutcome.Done or ResetOutcome.LinkIsOver => [],
        ResetOutcome.Paused => [SignIn.SignInTexts.Paused],
        ResetOutcome.AddressPaused => [SignIn.SignInTexts.TooManyFailures],
        ResetOutcome.NotTaken => [.. answer.Chosen!.Faults.Texts(policy)],
    };
}
