using Epatra.Portal.Authenticators;

namespace Epatra.Portal.MyAccount;

/// <summary>An authenticator, as its owner sees it.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Name">What the person calls it; null when it has no name.</param>
/// <param name="App">Where the codes come from.</param>
/// <param name="Entry">Its name in the app.</param>
/// <param name="Since">In UTC.</param>
/// <param name="LastUsedAt">In UTC; null when a code was never taken since.</param>
/// <param name="DriftSeconds">How far its clock is off; null when there is nothing to say.</param>
/// <param name="IsBlocked">After too many failures.</param>
public sealed record AuthenticatorRow(
    Guid Id, string? Name, AuthenticatorApp App, string Entry, DateTime Since, DateTime? LastUsedAt, int? DriftSeconds, bool IsBlocked)
{
    public string Title => Name ?? AppNames.Name(App);
}

/// <summary>A browser that is signed in, or trusted.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Browser">In words; null when it is none of those that the portal knows.</param>
/// <param name="Since">In UTC.</param>
/// <param name="LastUsedAt">In UTC.</param>
/// <param name="Until">When trust ends; null for a session.</param>
/// <param name="IsThis">The browser that asks.</param>
/// <param name="Address">From where; null unless the settings say that it is shown.</param>
public sealed record AccessRow(Guid Id, string? Browser, DateTime Since, DateTime LastUsedAt, DateTime? Until, bool IsThis, string? Address = null);

/// <summary>What the account page shows.</summary>
public sealed record AccountView(
    IReadOnlyList<AuthenticatorRow> Authenticators,
    int RecoveryCodesLeft,
    IReadOnlyList<AccessRow> Trusted,
    IReadOnlyList<AccessRow> Sessions,
    string? NewEmail,
    IReadOnlyList<OwnEvent> Events);
