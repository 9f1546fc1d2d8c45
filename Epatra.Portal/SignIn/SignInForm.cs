namespace Epatra.Portal.SignIn;

/// <summary>What is typed to sign in.</summary>
internal sealed class SignInForm
{
    public string? Email { get; set; }
    public string? Password { get; set; }
}
