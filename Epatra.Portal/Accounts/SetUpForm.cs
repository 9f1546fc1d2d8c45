using Epatra.Portal.Passwords;

namespace Epatra.Portal.Accounts;

/// <summary>What is typed to become the first administrator.</summary>
internal sealed class SetUpForm
{
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? NewPassword { get; set; }
    public string? ConfirmPassword { get; set; }

    /// <summary>Whose password it is to be.</summary>
    public PasswordOwner Owner => new(Name ?? "", Email ?? "", null);
}
