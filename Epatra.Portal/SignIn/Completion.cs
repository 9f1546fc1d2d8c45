using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;

namespace Epatra.Portal.SignIn;

/// <summary>The one way from a half-way sign-in to a session. Where the password has expired it leads over a new one.</summary>
internal sealed class Completion(
    HalfWaySignIns halfWays,
    Sessions sessions,
    TrustedBrowsers trusted,
    Revocations revocations,
    EnrollmentGrants grants,
    PasswordExpiry expiry,
    Alerts alerts,
    Actor actor)
{
    /// <summary>Part of the transaction that accepts a code or a recovery code.</summary>
    /// <param name="halfWay">Ends here; or goes on, under a new token, until there is a new password.</param>
    /// <param name="factor">What was proven.</param>
    /// <param name="trust">Whether to trust this browser from now on.</param>
    /// <param name="effects">Of the transaction.</param>
    /// <returns>Null when another tab was first: nothing of the transaction may stay.</returns>
    public async Task<Entry?> ProveAsync(HalfWaySignIn halfWay, SecondFactor factor, bool trust, Effects effects)
    {
        if (factor != SecondFactor.RecoveryCode && !actor.IsKnownBrowser(halfWay.User!))
        {
            alerts.Tell(halfWay.User!, () => SignInTexts.NewBrowserSubject, () => SignInTexts.NewBrowserText, effects);
        }

        return await PassAsync(halfWay, factor, trust, effects);
    }

    /// <inheritdoc cref="ProveAsync"/>
    /// <summary>The same at the end of the wizard, which has mails of its own.</summary>
    public async Task<Entry?> PassAsync(HalfWaySignIn halfWay, SecondFactor factor, bool trust, Effects effects)
    {
        var expired = expiry.IsOver(halfWay.User!);
        var token = expired ? await halfWays.ProveAsync(halfWay, factor, trust) : null;
        if (expired ? token is null : !await halfWays.CompleteAsync(halfWay))
        {
            return null;
        }

        if (factor == SecondFactor.RecoveryCode)
        {
            await revocations.EndEverythingAsync(halfWay.UserId, exceptSession: null, RevocationReason.RecoveryCode, effects);
        }

        return expired ? new Entry(halfWay.User!, LocalUrl.NewPassword, HalfWayToken: token) : await StartAsync(halfWay, factor, trust, effects);
    }

    /// <summary>Part of the transaction in which a half-way sign-in has ended as what it was for.</summary>
    /// <param name="halfWay">Over.</param>
    /// <param name="factor">What was proven.</param>
    /// <param name="trust">Whether to trust this browser from now on.</param>
    /// <param name="effects">Of the transaction.</param>
    public async Task<Entry> StartAsync(HalfWaySignIn halfWay, SecondFactor factor, bool trust, Effects effects)
    {
        var user = halfWay.User!;
        var token = trust ? await trusted.TrustAsync(user, effects) : null;
        var session = await sessions.StartAsync(user, factor, effects, halfWay.ConfirmedAt);
        if (factor != SecondFactor.RecoveryCode)
        {
            return new Entry(user, halfWay.ReturnUrl, session, Trust: token);
        }

        grants.Add(session, GrantKind.Recovery);
        return new Entry(user, "/enroll", session, Trust: token);
    }
}
