using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>The evidence of a diagnosis in sentences, in the current language: the agent's.</summary>
/// <param name="evidence">What is known.</param>
/// <param name="now">UTC.</param>
/// <param name="zone">The portal's.</param>
internal sealed class WhyTexts(PersonEvidence evidence, DateTime now, TimeZoneInfo zone)
{
    public IEnumerable<string> Nothing => [DiagnosisTexts.NothingWhy, .. LastCode];

    private IEnumerable<string> LastCode => evidence.LastCodeAt is { } last ? [string.Format(DiagnosisTexts.LastCode, Moment(last))] : [];

    private IEnumerable<string> RecoveryCodes => evidence.RecoveryCodesLeft > 0 ? [string.Format(DiagnosisTexts.RecoveryLeft, evidence.RecoveryCodesLeft)] : [];

    private IEnumerable<string> SaysSo => evidence.Request is { } request ? [string.Format(DiagnosisTexts.SaysSo, Moment(request.At))] : [];

    private IEnumerable<string> Grant => evidence.Grant switch
    {
        null => [DiagnosisTexts.GrantNone],
        { ExpiresAt: null } => [DiagnosisTexts.GrantOpenAlways],
        { ExpiresAt: { } end } => [string.Format(end > now ? DiagnosisTexts.GrantOpen : DiagnosisTexts.GrantOver, Moment(end))],
    };

    public IEnumerable<string> Of(Trouble trouble) => trouble switch
    {
        Trouble.Disabled => [string.Format(DiagnosisTexts.DisabledWhy, Moment(evidence.DisabledAt!.Value))],
        Trouble.Frozen => Frozen(),
        Trouble.NoPassword => [Invitation(evidence.Invitation!.Until)],
        Trouble.InWizard => InWizard(evidence.Wizard!),
        Trouble.Blocked => [string.Format(DiagnosisTexts.BlockedWhy, evidence.RefusedCodes), .. RecoveryCodes],
        Trouble.NoAuthenticator => [.. Retired(evidence.Entries[^1]), .. Grant],
        Trouble.NeverEnrolled => Grant,
        Trouble.OldEntry => OldEntry(evidence.Refused.First(code => code.Outcome == CodeOutcome.OldEntry)),
        Trouble.ComputerClock => [.. BrowserClock(), .. Codes(ClockEvidence.Of(evidence.Refused)!)],
        Trouble.Clock => Clock(),
        Trouble.PasswordWait => [string.Format(DiagnosisTexts.PasswordWaitWhy, evidence.WrongPasswords, Time(evidence.PasswordsPausedUntil!.Value))],
        Trouble.CodeWait => [string.Format(DiagnosisTexts.CodeWaitWhy, evidence.RefusedCodes, Time(evidence.CodesPausedUntil!.Value))],
        Trouble.NewPhone => NewPhone(),
        Trouble.EntryLost => [.. SaysSo, string.Format(DiagnosisTexts.EntryLostWhy, evidence.Entry!.Account, AppNames.Name(evidence.Entry.App)), .. LastCode, .. RecoveryCodes],
        Trouble.WrongPassword => [string.Format(DiagnosisTexts.WrongPasswordWhy, evidence.WrongPasswords)],
        Trouble.CodeUsed => CodeUsed(evidence.Refused.First(code => code.Outcome == CodeOutcome.AlreadyUsed)),
        Trouble.WrongCode => [.. Count(CodeOutcome.Wrong, DiagnosisTexts.WrongCodeWhy), .. Count(CodeOutcome.NotACode, DiagnosisTexts.NotACodeWhy)],
        Trouble.ResetAnnounced => [string.Format(DiagnosisTexts.ResetAnnouncedWhy, Moment(evidence.ResetDueAt!.Value))],
        Trouble.NewPassword => [DiagnosisTexts.NewPasswordWhy],
        Trouble.PasswordOver => [string.Format(DiagnosisTexts.PasswordOverWhy, Moment(evidence.PasswordEndsAt!.Value))],
    };

    private IEnumerable<string> Frozen() =>
    [
        string.Format(DiagnosisTexts.FrozenWhy, Moment(evidence.FrozenAt!.Value)),
        .. evidence.FrozenEventAt is { } happened ? [string.Format(DiagnosisTexts.FrozenEvent, Moment(happened))] : Array.Empty<string>(),
    ];

    private string Invitation(DateTime? until) => until switch
    {
        null => DiagnosisTexts.InvitationNone,
        { } end => string.Format(end > now ? DiagnosisTexts.InvitationOpen : DiagnosisTexts.InvitationOver, Moment(end)),
    };

    private IEnumerable<string> InWizard(WizardEvidence wizard) =>
    [
        string.Format(DiagnosisTexts.InWizardWhy, StepTexts.Short(wizard.Step), Time(wizard.StepAt)),
        .. wizard.Attempts > 0 ? [string.Format(DiagnosisTexts.InWizardTries, wizard.Attempts)] : Array.Empty<string>(),
        .. wizard.LastError is { } error ? [string.Format(DiagnosisTexts.InWizardError, AuditWords.Outcome(error))] : Array.Empty<string>(),
    ];

    private IEnumerable<string> Retired(EntryEvidence entry) =>
        entry.RetiredAt is { } retired ? [string.Format(DiagnosisTexts.NoAuthenticatorWhy, entry.Account, Moment(retired))] : [];

    private IEnumerable<string> OldEntry(RefusedCode code)
    {
        if (code.Entry is { } opened)
        {
            yield return opened.RetiredAt is { } retired
                ? string.Format(DiagnosisTexts.OldEntryWhy, Time(code.At), opened.Account, Moment(retired))
                : string.Format(DiagnosisTexts.OtherEntryWhy, Time(code.At), opened.Account);
        }

        if (evidence.Entry is { } right && right != code.Entry)
        {
            yield return string.Format(DiagnosisTexts.OldEntryRight, right.Account);
        }
    }

    private IEnumerable<string> BrowserClock()
    {
        var (off, app) = (evidence.BrowserClockSeconds!.Value, ClockEvidence.Of(evidence.Refused)!.App);
        return [string.Format(off < 0 ? DiagnosisTexts.ComputerBehind : DiagnosisTexts.ComputerAhead, Amount(off)), string.Format(DiagnosisTexts.ComputerFollows, AppNames.Name(app))];
    }

    private IEnumerable<string> Clock()
    {
        if (ClockEvidence.Of(evidence.Refused) is { } clock)
        {
            string[] browser = evidence.BrowserClockSeconds switch
            {
                { } off when clock.Fits(off) => [DiagnosisTexts.BrowserSame],
                { } off when clock.IsSteady && Math.Abs(off) < Totp.StepSeconds => [DiagnosisTexts.BrowserRight],
                _ => [],
            };
            return [.. Codes(clock), .. browser];
        }

        return evidence.Entry?.DriftSeconds is { } drift
            ? [string.Format(drift < 0 ? DiagnosisTexts.AcceptedLate : DiagnosisTexts.AcceptedEarly, Amount(drift))]
            : SaysSo;
    }

    private static IEnumerable<string> Codes(ClockEvidence clock) => clock switch
    {
        { IsSteady: true, Steps: < 0 } => [string.Format(DiagnosisTexts.LateSteady, clock.Codes, Amount(clock.Seconds))],
        { IsSteady: true } => [string.Format(DiagnosisTexts.EarlySteady, clock.Codes, Amount(clock.Seconds))],
        { MayBeReadBefore: true } => [string.Format(DiagnosisTexts.LateReadBefore, Amount(clock.Seconds))],
        { Steps: < 0 } => [string.Format(DiagnosisTexts.LateOne, Amount(clock.Seconds))],
        _ => [string.Format(DiagnosisTexts.EarlyOne, Amount(clock.Seconds))],
    };

    private IEnumerable<string> NewPhone() =>
    [
        .. evidence.Request?.Cause == Cause.NewPhone ? SaysSo : [],
        .. PersonDiagnosis.IsNewDevice(evidence) ? [string.Format(DiagnosisTexts.NewBrowser, evidence.Request!.Browser, string.Join("; ", evidence.Browsers))] : Array.Empty<string>(),
        .. LastCode,
        .. RecoveryCodes,
    ];

    private IEnumerable<string> CodeUsed(RefusedCode code) =>
    [
        string.Format(DiagnosisTexts.CodeUsedWhy, Time(code.At)),
        .. evidence.Entry?.App == AuthenticatorApp.PasswordManager ? [DiagnosisTexts.CodeUsedShared] : Array.Empty<string>(),
    ];

    private IEnumerable<string> Count(CodeOutcome outcome, string text) =>
        evidence.Refused.Count(code => code.Outcome == outcome) is var count and > 0 ? [string.Format(text, count)] : [];

    private string Moment(DateTime utc) => LocalTime.DayAndTime(utc, zone);

    /// <summary>To the second: codes live for thirty, and so does the first wait.</summary>
    private string Time(DateTime utc) => LocalTime.ClockTimeToTheSecond(utc, zone);

    /// <summary>Without its sign, in the signs of units that every language reads: '4 min 30 s'.</summary>
    public static string Amount(int seconds) => (Math.Abs(seconds) / 60, Math.Abs(seconds) % 60) switch
    {
        (0, var rest) => $"{rest} s",
        (var minutes, 0) => $"{minutes} min",
        var (minutes, rest) => $"{minutes} min {rest} s",
    };
}
