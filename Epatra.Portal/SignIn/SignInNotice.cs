namespace Epatra.Portal.SignIn;

/// <summary>What the sign-in page says to somebody who was led there.</summary>
internal static class SignInNotice
{
    /// <param name="name">From the address; null and unknown ones say nothing.</param>
    public static string? Text(string? name) => name switch
    {
        "over" => SignInTexts.TookTooLong,
        "out" => SignInTexts.SignedOut,
        "set-up" => SignInTexts.SetUp,
        "password" => SignInTexts.PasswordChosen,
        _ => null,
    };
}
