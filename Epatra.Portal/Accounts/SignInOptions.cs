using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Accounts;

internal sealed class SignInOptions
{
    public const string Section = "SignIn";

    [Range(0, 90, ErrorMessage = "a whole number of days from 0 to 90")]
    public int TrustedBrowserDays { get; init; } = 14;

    /// <summary>Life of a half-way sign-in; it moves on while the wizard or the help page is open.</summary>
    [Range(1, 60, ErrorMessage = "a whole number of minutes from 1 to 60")]
    public int PendingMinutes { get; init; } = 15;

    [Range(1, 720, ErrorMessage = "a whole number of hours from 1 to 720")]
    public int SessionHours { get; init; } = 24;

    [Range(1, 1440, ErrorMessage = "a whole number of minutes from 1 to 1440")]
    public int IdleMinutes { get; init; } = 60;

    /// <summary>Whether people see the network addresses of their own sessions: in some companies all share one, in others it says where somebody is.</summary>
    public bool ShowAddress { get; init; }
}
