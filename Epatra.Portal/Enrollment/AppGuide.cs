using Epatra.Portal.Authenticators;

namespace Epatra.Portal.Enrollment;

/// <summary>A place to get an app from.</summary>
public sealed record AppLink(string Name, string Address);

/// <summary>What the wizard says about one app.</summary>
/// <param name="App">Which app.</param>
/// <param name="TestId">Its id in the page.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Summary">For whom it is.</param>
/// <param name="Install">How to get it.</param>
/// <param name="Add">How to add an entry, step by step.</param>
/// <param name="Links">Where to get it.</param>
public sealed record AppGuide(AuthenticatorApp App, string TestId, string Name, string Summary, string Install, IReadOnlyList<string> Add, IReadOnlyList<AppLink> Links)
{
    /// <summary>All apps, the recommended one first, in the person's language.</summary>
    public static IReadOnlyList<AppGuide> All() => [.. Enum.GetValues<AuthenticatorApp>().Select(For)];

    public static AppGuide For(AuthenticatorApp app) => app switch
    {
        AuthenticatorApp.Google => new(app, "app-google", "Google Authenticator", EnrollmentTexts.GoogleSummary, EnrollmentTexts.InstallPhone,
            [EnrollmentTexts.GoogleAdd1, EnrollmentTexts.GoogleAdd2, EnrollmentTexts.GoogleAdd3],
            [
                new("Android (Google Play)", "https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2"),
                new("iPhone (App Store)", "https://apps.apple.com/app/google-authenticator/id388497605"),
            ]),
        AuthenticatorApp.Microsoft => new(app, "app-microsoft", "Microsoft Authenticator", EnrollmentTexts.MicrosoftSummary, EnrollmentTexts.InstallPhone,
            [EnrollmentTexts.MicrosoftAdd1, EnrollmentTexts.MicrosoftAdd2, EnrollmentTexts.MicrosoftAdd3],
            [
                new("Android (Google Play)", "https://play.google.com/store/apps/details?id=com.azure.authenticator"),
                new("iPhone (App Store)", "https://apps.apple.com/app/microsoft-authenticator/id983156458"),
            ]),
        AuthenticatorApp.PasswordManager => new(app, "app-password-manager", EnrollmentTexts.ManagerName, EnrollmentTexts.ManagerSummary, EnrollmentTexts.ManagerInstall,
            [EnrollmentTexts.ManagerAdd1, EnrollmentTexts.ManagerAdd2, EnrollmentTexts.ManagerAdd3],
            [new("Bitwarden", "https://bitwarden.com/download/")]),
        AuthenticatorApp.BrowserExtension => new(app, "app-browser-extension", EnrollmentTexts.ExtensionName, EnrollmentTexts.ExtensionSummary, EnrollmentTexts.ExtensionInstall,
            [EnrollmentTexts.ExtensionAdd1, EnrollmentTexts.ExtensionAdd2, EnrollmentTexts.ExtensionAdd3],
            [new("authenticator.cc", "https://authenticator.cc/")]),
        AuthenticatorApp.Other => new(app, "app-other", EnrollmentTexts.OtherName, EnrollmentTexts.OtherSummary, EnrollmentTexts.OtherInstall,
            [EnrollmentTexts.OtherAdd1, EnrollmentTexts.OtherAdd2, EnrollmentTexts.OtherAdd3],
            []),
    };
}
