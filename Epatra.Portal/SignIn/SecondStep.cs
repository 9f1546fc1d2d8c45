using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>What follows on the right password.</summary>
internal sealed class SecondStep(PortalDbContext database, EnrollmentGrants grants, TimeProvider time)
{
    public static string Path(HalfWayPurpose purpose) => purpose switch
    {
        HalfWayPurpose.Code => "/sign-in/code",
        HalfWayPurpose.Enroll => "/enroll",
        HalfWayPurpose.Help => "/sign-in/help",
        HalfWayPurpose.NewPassword => LocalUrl.NewPassword,
    };

    /// <summary>
    /// A code where there is an authenticator, unless the account is frozen; the wizard where there is a grant, help where
    /// there is neither.
    /// </summary>
    public async Task<HalfWayPurpose> DecideAsync(PortalUser user, string browserHash) =>
        user.FrozenAt is null && await database.Authenticators.AnyAsync(a => a.UserId == user.Id && a.State == AuthenticatorState.Active) ? HalfWayPurpose.Code
        : await grants.FindOpenAsync(user.Id, browserHash) is not null ? HalfWayPurpose.Enroll
        : HalfWayPurpose.Help;

    /// <summary>The same right after the password: whoever waits for help in this browser finds the request again.</summary>
    public async Task<HalfWayPurpose> LandAsync(PortalUser user, string browserHash)
    {
        var step = await DecideAsync(user, browserHash);
        return step == HalfWayPurpose.Code
            && await database.HelpRequests.Waiting(user.Id).Where(HelpRequest.IsFresh(time.Now())).AnyAsync(r => r.BrowserHash == browserHash)
            ? HalfWayPurpose.Help
            : step;
    }

    /// <summary>Where this half-way sign-in belongs now, which may have changed since the password.</summary>
    public async Task<string> PathAsync(HalfWaySignIn halfWay) =>
        Path(halfWay.Purpose == HalfWayPurpose.NewPassword ? halfWay.Purpose : await DecideAsync(halfWay.User!, halfWay.BrowserHash));
}
