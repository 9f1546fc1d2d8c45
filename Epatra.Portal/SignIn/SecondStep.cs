using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>What follows on the right password.</summary>
internal sealed class SecondStep(PortalDbContext database, EnrollmentGrants grants)
{
    public static string Path(HalfWayPurpose purpose) => purpose switch
    {
        HalfWayPurpose.Code => "/sign-in/code",
        HalfWayPurpose.Enroll => "/enroll",
        HalfWayPurpose.Help => "/sign-in/help",
    };

    /// <summary>A code where there is an authenticator, the wizard where there is a grant, help where there is neither.</summary>
    public async Task<HalfWayPurpose> DecideAsync(string userId, string browserHash) =>
        await database.Authenticators.AnyAsync(a => a.UserId == userId && a.State == AuthenticatorState.Active) ? HalfWayPurpose.Code
        : await grants.FindOpenAsync(userId, browserHash) is not null ? HalfWayPurpose.Enroll
        : HalfWayPurpose.Help;

    /// <summary>Where this half-way sign-in belongs now, which may have changed since the password.</summary>
    public async Task<string> PathAsync(HalfWaySignIn halfWay) => Path(await DecideAsync(halfWay.UserId, halfWay.BrowserHash));
}
