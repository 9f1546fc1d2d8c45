using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;

namespace Epatra.Portal.SignIn;

/// <summary>The first factor.</summary>
internal sealed class PasswordSignIn(
    UserManager<PortalUser> users,
    PasswordCheck passwords,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    SecondStep secondStep,
    Transactions transactions,
    Actor actor)
{
    /// <summary>
    /// The token of a half-way sign-in, and where it leads; null for a wrong password, an unknown person and a disabled
    /// one, all three at the same cost.
    /// </summary>
    /// <param name="email">As it was typed.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="browser">The browser's own lasting token.</param>
    /// <param name="returnUrl">The local path that was asked for.</param>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<(string Token, HalfWayPurpose Purpose)?> TryAsync(string email, string password, string browser, string returnUrl)
    {
        actor.HalfWay = null; // whoever this browser began with before, this is somebody new
        var user = await FindAsync(email.Trim());
        var right = await passwords.IsRightAsync(user, password);
        if (!right || user is null || user.DisabledAt is not null)
        {
            await RefuseAsync(user);
            return null;
        }

        return await transactions.RunAsync(async effects =>
        {
            var purpose = await secondStep.DecideAsync(user.Id, Security.Token.Hash(browser));
            await halfWays.EndOthersAsync(browser, effects);
            var token = halfWays.Start(user, purpose, browser, returnUrl);
            await failures.PasswordAcceptedAsync(user.Id);
            effects.Audit(AuditKind.PasswordAccepted, user.Id);
            return (token, purpose);
        });
    }

    /// <summary>No address has control characters (PostgreSQL takes no NUL) or broken Unicode (Identity cannot normalize it).</summary>
    private async Task<PortalUser?> FindAsync(string email) =>
        email.Any(char.IsControl) || UnicodeText.Nfc(email) is not { } address ? null : await users.FindByNameAsync(address);

    private Task RefuseAsync(PortalUser? user) => transactions.RunAsync(async effects =>
    {
        await failures.PasswordFailedAsync(user?.Id);
        effects.Audit(AuditKind.PasswordRefused, user?.Id, user?.DisabledAt is null ? null : "disabled");
    });
}
