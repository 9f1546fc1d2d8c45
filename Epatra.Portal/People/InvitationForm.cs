namespace Epatra.Portal.People;

/// <summary>A first password, as it is typed.</summary>
internal sealed class InvitationForm
{
    public string? NewPassword { get; set; }
    public string? ConfirmPassword { get; set; }
}
