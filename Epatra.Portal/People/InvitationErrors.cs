using Epatra.Portal.Passwords;

namespace Epatra.Portal.People;

/// <summary>Why an invitation made no password, in the person's language: one sentence each.</summary>
internal static class InvitationErrors
{
    public static IReadOnlyList<string> In(InvitationAnswer answer, PasswordPolicyOptions policy) => answer.Outcome switch
    {
        InvitationOutcome.Done or InvitationOutcome.LinkIsOver => [],
        InvitationOutcome.Paused => [SignIn.SignInTexts.Paused],
        InvitationOutcome.AddressPaused => [SignIn.SignInTexts.TooManyFailures],
        InvitationOutcome.NotTaken => [.. answer.Chosen!.Faults.Texts(policy)],
    };
}
