using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What the agent says next, in the current language: asked for in the caller's, and in the agent's to understand it.</summary>
/// <param name="evidence">What is known.</param>
/// <param name="now">UTC.</param>
/// <param name="zone">The portal's.</param>
internal sealed class SayTexts(PersonEvidence evidence, DateTime now, TimeZoneInfo zone)
{
    public static IEnumerable<string> Nothing => [DiagnosisTexts.NothingSay];

    /// <returns>A sentence or two; after that, one by one, where something is found in a device.</returns>
    public IEnumerable<string> Of(Trouble trouble) => trouble switch
    {
        Trouble.Disabled => [DiagnosisTexts.DisabledSay],
        Trouble.Frozen => [evidence.FrozenEventAt is null ? DiagnosisTexts.FrozenByDeskSay : DiagnosisTexts.FrozenSay],
        Trouble.NoPassword => [Invitation(evidence.Invitation!.Until)],
        Trouble.InWizard => [InWizard(evidence.Wizard!.Step)],
        Trouble.Blocked => [DiagnosisTexts.BlockedSay],
        Trouble.NoAuthenticator or Trouble.NeverEnrolled => [PersonDiagnosis.IsOpen(evidence.Grant, now) ? DiagnosisTexts.ConnectSay : DiagnosisTexts.ProofFirstSay],
        Trouble.OldEntry => [OldEntry(evidence.Refused.First(code => code.Outcome == CodeOutcome.OldEntry).Entry)],
        Trouble.ComputerClock => [DiagnosisTexts.ClockSay, .. ClockAdvice.PlacesOf(AuthenticatorApp.BrowserExtension)],
        Trouble.Clock => Clock(),
        Trouble.PasswordWait => [string.Format(DiagnosisTexts.PasswordWaitSay, Time(evidence.PasswordsPausedUntil!.Value))],
        Trouble.CodeWait => [string.Format(DiagnosisTexts.CodeWaitSay, Time(evidence.CodesPausedUntil!.Value))],
        Trouble.NewPhone => [DiagnosisTexts.NewPhoneSay],
        Trouble.EntryLost => [string.Format(DiagnosisTexts.EntryLostSay, evidence.Entry!.Account)],
        Trouble.WrongPassword => [DiagnosisTexts.WrongPasswordSay],
        Trouble.CodeUsed => [DiagnosisTexts.CodeUsedSay],
        Trouble.WrongCode when evidence.Entry is { } entry => [string.Format(DiagnosisTexts.WrongCodeSay, entry.Account)],
        Trouble.WrongCode => [DiagnosisTexts.SayCode],
        Trouble.ResetAnnounced => [string.Format(DiagnosisTexts.ResetAnnouncedSay, LocalTime.DayAndTime(evidence.ResetDueAt!.Value, zone))],
        Trouble.NewPassword => [DiagnosisTexts.NewPasswordSay],
        Trouble.PasswordOver => [DiagnosisTexts.PasswordOverSay],
    };

    private string Invitation(DateTime? until) => until switch
    {
        null => DiagnosisTexts.InvitationNewSay,
        { } end => end > now ? DiagnosisTexts.InvitationSay : DiagnosisTexts.InvitationLateSay,
    };

    private static string InWizard(WizardStep step) => step switch
    {
        WizardStep.App => string.Format(DiagnosisTexts.SayApp, EnrollmentTexts.Next),
        WizardStep.Scan => string.Format(DiagnosisTexts.SayScan, EnrollmentTexts.Scanned),
        WizardStep.Code => DiagnosisTexts.SayCode,
        WizardStep.Recovery => DiagnosisTexts.SayRecovery,
        WizardStep.Done => DiagnosisTexts.SayDone,
    };

    private string OldEntry(EntryEvidence? opened) => (opened, evidence.Entry) switch
    {
        ({ RetiredAt: null }, _) => DiagnosisTexts.NewEntrySay,
        (null, null) => DiagnosisTexts.NewEntrySay,
        (null, { } right) => string.Format(DiagnosisTexts.OtherEntrySay, right.Account),
        ({ } old, null) => string.Format(DiagnosisTexts.NewestEntrySay, old.Account),
        ({ } old, { } right) => string.Format(DiagnosisTexts.OldEntrySay, old.Account, right.Account),
    };

    private IEnumerable<string> Clock() => ClockEvidence.Of(evidence.Refused) switch
    {
        { IsSteady: true } clock => [$"{ClockTexts.Explain(clock.App, new ClockReading(clock.Steps, Certain: true))} {DiagnosisTexts.ClockSay}", .. ClockAdvice.PlacesOf(clock.App)],
        { } clock => [ClockTexts.Explain(clock.App, new ClockReading(clock.Steps, Certain: false))],
        null when evidence.Entry?.DriftSeconds is { } drift => [ClockTexts.Warn(evidence.Entry.App, drift), .. ClockAdvice.PlacesOf(evidence.Entry.App)],
        null => [DiagnosisTexts.TypeNextSay],
    };

    private string Time(DateTime utc) => LocalTime.ClockTimeToTheSecond(utc, zone);
}
