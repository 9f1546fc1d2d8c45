namespace Epatra.Portal.Authenticators;

/// <summary>The names of the apps in running text.</summary>
internal static class AppNames
{
    public static string Name(AuthenticatorApp app) => app switch
    {
        AuthenticatorApp.Google => "Google Authenticator",
        AuthenticatorApp.Microsoft => "Microsoft Authenticator",
        AuthenticatorApp.PasswordManager => AuthenticatorTexts.PasswordManager,
        AuthenticatorApp.BrowserExtension => AuthenticatorTexts.BrowserExtension,
        AuthenticatorApp.Other => AuthenticatorTexts.OtherApp,
    };
}
