using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Authenticators;

/// <summary>Notes what codes came to, for the statistics, in the transaction that decides it.</summary>
internal sealed class CodeUses(PortalDbContext database, Actor actor, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>Whoever takes longer has gone away and come back.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="authenticator">Whose code it was.</param>
    /// <param name="step">The time step of the code.</param>
    /// <param name="refused">Codes of the person that were refused since the last accepted one.</param>
    public void SignedIn(Authenticator authenticator, long? step, int refused) =>
        Add(CodeUseKind.SignIn, authenticator.App, CodeOutcome.Accepted, refused, Offset(step));

    /// <inheritdoc cref="SignedIn"/>
    public void Enrolled(Authenticator authenticator, long step, int refused) => Add(
        CodeUseKind.Enrollment, authenticator.App, CodeOutcome.Accepted, refused, Offset(step),
        (int)Math.Min((time.Now() - authenticator.CreatedAt).TotalSeconds, Longest.TotalSeconds));

    /// <summary>A code that was none, a recovery code, and a code that is asked of somebody who is in say nothing about an app.</summary>
    public void Refused(CodeAnswer answer, IReadOnlyList<Authenticator> candidates, int refused)
    {
        var enrolls = candidates is [{ State: AuthenticatorState.Pending }, ..];
        if (answer.Outcome != CodeOutcome.NotACode && (enrolls || (candidates.Count > 0 && actor.HalfWay is not null)))
        {
            Add(enrolls ? CodeUseKind.Enrollment : CodeUseKind.SignIn, answer.App, answer.Outcome, refused, answer.Clock?.Steps);
        }
    }

    private int? Offset(long? step) => step is null ? null : (int)(step - Totp.StepAt(time.GetUtcNow()));

    private void Add(CodeUseKind kind, AuthenticatorApp app, CodeOutcome outcome, int refused, int? offset, int? seconds = null) => database.CodeUses.Add(new CodeUse
    {
        Week = LocalTime.Monday(time.Now(), portal.Value.Zone),
        Kind = kind,
        App = app,
        Outcome = outcome,
        First = refused == 0,
        OffsetSteps = offset,
        SecondsFromQr = seconds,
    });
}
