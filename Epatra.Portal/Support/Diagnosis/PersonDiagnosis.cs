using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Support.Actions;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>Why somebody may not get in, the likeliest first. Pure: the same evidence at the same moment says the same.</summary>
internal static class PersonDiagnosis
{
    /// <summary>Nothing in it: everything looks right.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="now">UTC.</param>
    public static IReadOnlyList<Trouble> Rank(PersonEvidence evidence, DateTime now) =>
        [.. Enum.GetValues<Trouble>().Select(trouble => (trouble, weight: Weigh(trouble, evidence, now))).Where(one => one.weight > 0)
            .OrderByDescending(one => one.weight).Select(one => one.trouble)];

    /// <summary>
    /// From 1 to 100; 0 when it is not so. First what stops everybody, then what codes have proven, then waits, which follow
    /// from something else, then what the person does and says, then what is only possible.
    /// </summary>
    private static int Weigh(Trouble trouble, PersonEvidence e, DateTime now) => trouble switch
    {
        Trouble.Disabled => e.DisabledAt is null ? 0 : 100,
        Trouble.Frozen => e.FrozenAt is null ? 0 : 95,
        Trouble.NoPassword => e.Invitation is null || e.DisabledAt is not null ? 0 : 90,
        Trouble.InWizard => InWizard(e, now) ? 73 : 0,
        Trouble.Blocked => e.Entry?.State != AuthenticatorState.Blocked ? 0 : InWizard(e, now) ? 50 : 88,
        Trouble.NoAuthenticator => e.Entry is null && e.Entries.Count > 0 && !InWizard(e, now) ? 86 : 0,
        Trouble.NeverEnrolled => e.Entries.Count == 0 && e.Invitation is null && !InWizard(e, now) ? 86 : 0,
        Trouble.OldEntry => Newest(e) == CodeOutcome.OldEntry ? 84 : e.Refused.Any(c => c.Outcome == CodeOutcome.OldEntry) ? 60 : 0,
        Trouble.ComputerClock => OfComputer(e),
        Trouble.Clock => OfComputer(e) > 0 ? 0 : OfClock(e),
        Trouble.PasswordWait => e.PasswordsPausedUntil > now ? 76 : 0,
        Trouble.CodeWait => e.CodesPausedUntil > now ? 74 : 0,
        Trouble.ResetAnnounced => e.ResetDueAt is null ? 0 : 71,
        Trouble.NewPhone => e.Entry is null ? 0 : e.Request?.Cause == Cause.NewPhone ? 70 : IsNewDevice(e) ? 40 : 0,
        Trouble.EntryLost => e.Entry is not null && e.Request?.Cause == Cause.EntryLost ? 68 : 0,
        Trouble.WrongPassword => e.WrongPasswords > 0 && !(e.PasswordsPausedUntil > now) ? 46 : 0,
        Trouble.CodeUsed => e.Refused.Any(c => c.Outcome == CodeOutcome.AlreadyUsed) ? 38 : 0,
        Trouble.WrongCode => e.Refused.Any(c => c.Outcome is CodeOutcome.Wrong or CodeOutcome.NotACode) ? 36 : 0,
        Trouble.NewPassword => e.NewPasswordNeeded ? 32 : 0,
        Trouble.PasswordOver => e.PasswordEndsAt <= now && !e.NewPasswordNeeded ? 30 : 0,
    };

    /// <summary>The one thing that an agent can do about it; null where a word is enough.</summary>
    public static DeskAction? Action(Trouble trouble, PersonEvidence e, DateTime now) => trouble switch
    {
        Trouble.Frozen => e.FrozenEventAt is null ? DeskAction.Reset : DeskAction.Unfreeze,
        Trouble.Blocked or Trouble.NewPhone or Trouble.EntryLost => DeskAction.Reset,
        Trouble.NoAuthenticator or Trouble.NeverEnrolled => IsOpen(e.Grant, now) ? null : DeskAction.Reset,
        Trouble.PasswordWait or Trouble.CodeWait => DeskAction.LiftWait,
        Trouble.WrongPassword => DeskAction.PasswordLink,
        Trouble.NoPassword => e.Invitation!.Until > now ? null : DeskAction.PasswordLink,
        Trouble.Disabled or Trouble.InWizard or Trouble.OldEntry or Trouble.ComputerClock or Trouble.Clock or Trouble.CodeUsed or Trouble.WrongCode
            or Trouble.ResetAnnounced or Trouble.NewPassword or Trouble.PasswordOver => null,
    };

    /// <summary>Whether it opens the wizard, in some browser.</summary>
    public static bool IsOpen(GrantEvidence? grant, DateTime now) => grant is not null && (grant.ExpiresAt is null || grant.ExpiresAt > now);

    /// <summary>Whether the request comes from a kind of device on which the person was never signed in. Another browser on a known one says nothing.</summary>
    public static bool IsNewDevice(PersonEvidence e) =>
        e.Request is { Browser: { } browser } && e.Browsers.Count > 0 && !e.Browsers.Select(Device).Contains(Device(browser));

    /// <summary>The part after the comma of 'Firefox, Windows'.</summary>
    private static string Device(string browser) => browser.Split(", ")[^1];

    private static bool InWizard(PersonEvidence e, DateTime now) => e.Wizard is { } wizard && wizard.StepAt > now - WizardRunQueries.LeftAfter;

    private static CodeOutcome? Newest(PersonEvidence e) => e.Refused is [var newest, ..] ? newest.Outcome : null;

    private static int OfComputer(PersonEvidence e) =>
        ClockEvidence.Of(e.Refused) is { IsOfComputer: true } clock && clock.Fits(e.BrowserClockSeconds) ? clock.IsSteady ? 82 : 64 : 0;

    private static int OfClock(PersonEvidence e) => ClockEvidence.Of(e.Refused) switch
    {
        { IsSteady: true } => 80,
        { MayBeReadBefore: true } => 42,
        not null => 58,
        null when e.Request?.Cause == Cause.Clock => 44,
        null => e.Entry?.DriftSeconds is null ? 0 : 34,
    };
}
