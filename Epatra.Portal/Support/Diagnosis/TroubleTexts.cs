namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What a trouble is called at the desk.</summary>
internal static class TroubleTexts
{
    public static string Title(Trouble trouble) => trouble switch
    {
        Trouble.Disabled => DiagnosisTexts.DisabledTitle,
        Trouble.Frozen => DiagnosisTexts.FrozenTitle,
        Trouble.NoPassword => DiagnosisTexts.NoPasswordTitle,
        Trouble.InWizard => DiagnosisTexts.InWizardTitle,
        Trouble.Blocked => DiagnosisTexts.BlockedTitle,
        Trouble.NoAuthenticator => DiagnosisTexts.NoAuthenticatorTitle,
        Trouble.NeverEnrolled => DiagnosisTexts.NeverEnrolledTitle,
        Trouble.OldEntry => DiagnosisTexts.OldEntryTitle,
        Trouble.ComputerClock => DiagnosisTexts.ComputerClockTitle,
        Trouble.Clock => DiagnosisTexts.ClockTitle,
        Trouble.PasswordWait => DiagnosisTexts.PasswordWaitTitle,
        Trouble.CodeWait => DiagnosisTexts.CodeWaitTitle,
        Trouble.NewPhone => DiagnosisTexts.NewPhoneTitle,
        Trouble.EntryLost => DiagnosisTexts.EntryLostTitle,
        Trouble.WrongPassword => DiagnosisTexts.WrongPasswordTitle,
        Trouble.CodeUsed => DiagnosisTexts.CodeUsedTitle,
        Trouble.WrongCode => DiagnosisTexts.WrongCodeTitle,
        Trouble.ResetAnnounced => DiagnosisTexts.ResetAnnouncedTitle,
        Trouble.NewPassword => DiagnosisTexts.NewPasswordTitle,
        Trouble.PasswordOver => DiagnosisTexts.PasswordOverTitle,
    };
}
