namespace Epatra.Portal.Enrollment;

/// <summary>How the steps of the wizard are called.</summary>
internal static class StepTexts
{
    public static string Short(WizardStep step) => step switch
    {
        WizardStep.App => EnrollmentTexts.AppShort,
        WizardStep.Scan => EnrollmentTexts.ScanShort,
        WizardStep.Code => EnrollmentTexts.CodeShort,
        WizardStep.Recovery => EnrollmentTexts.RecoveryShort,
        WizardStep.Done => EnrollmentTexts.DoneShort,
    };

    public static string Title(WizardStep step) => step switch
    {
        WizardStep.App => EnrollmentTexts.AppTitle,
        WizardStep.Scan => EnrollmentTexts.ScanTitle,
        WizardStep.Code => EnrollmentTexts.CodeTitle,
        WizardStep.Recovery => EnrollmentTexts.RecoveryTitle,
        WizardStep.Done => EnrollmentTexts.DoneTitle,
    };
}
