using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;

namespace Epatra.Portal.Enrollment;

/// <summary>Who walks through the wizard: somebody on the way in, or somebody who is in and holds a grant of that session.</summary>
/// <param name="UserId">The person.</param>
/// <param name="UserName">For the entry in the app.</param>
/// <param name="BrowserHash">What was shown to it is shown again to nothing else.</param>
/// <param name="HalfWay">On the way in; null for a session.</param>
internal sealed record WizardHolder(string UserId, string UserName, string BrowserHash, HalfWaySignIn? HalfWay)
{
    public static WizardHolder? Of(Actor actor) =>
        actor.HalfWay is { } halfWay ? new(halfWay.UserId, halfWay.User!.UserName!, halfWay.BrowserHash, halfWay)
        : actor.Session is { } session ? new(session.UserId, session.User!.UserName!, BrowserOf(session), HalfWay: null)
        : null;

    /// <summary>A session is one browser's: its id stands for the browser.</summary>
    public static string BrowserOf(Session session) => Token.Hash($"session {session.Id}");

    /// <summary>
    /// On the way in the row says whether the code was proven in the wizard, and not at the code page or by a trusted browser;
    /// for a session its run of the wizard says it.
    /// </summary>
    public bool MayBeConfirmed => HalfWay is null or { ConfirmedBy: SecondFactor.Enrollment };
}
