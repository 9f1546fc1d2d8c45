using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>What follows on a code that is not taken, wherever it was asked: explained, counted, and in the end blocked.</summary>
internal sealed class CodeRefusals(PortalDbContext database, FailureCounts failures, CodeDiagnoses diagnoses, CodeUses uses, TimeProvider time)
{
    /// <summary>What to say to somebody who asks for the page while codes are paused; null when they are not.</summary>
    public async Task<CodeAnswer?> PauseOfAsync(string userId) => await failures.CodesPausedAsync(userId) is { } until ? Paused(until) : null;

    /// <summary>Refuses any code while codes are paused; null when they are not.</summary>
    public CodeAnswer? RefusePaused(FailureCount held, Effects effects)
    {
        if (!Pause.OfCodes.Holds(held.CodesPausedUntil, time.Now()))
        {
            return null;
        }

        NotePause(held.Subject, effects);
        return Paused(held.CodesPausedUntil!.Value);
    }

    public static void NotePause(string userId, Effects effects) => effects.Audit(AuditKind.CodeRefused, userId, nameof(CodeOutcome.Paused));

    /// <summary>Part of a transaction that holds the count of the person.</summary>
    /// <param name="held">The count.</param>
    /// <param name="outcome">What the check said.</param>
    /// <param name="code">Six digits; null for what is none.</param>
    /// <param name="candidates">The authenticators it was held against; none for a recovery code.</param>
    /// <param name="effects">Of the transaction.</param>
    public async Task<CodeAnswer> RefuseAsync(FailureCount held, CodeOutcome outcome, string? code, IReadOnlyList<Authenticator> candidates, Effects effects)
    {
        var answer = await diagnoses.ExplainAsync(held.Subject, outcome, code, candidates);
        uses.Refused(answer, candidates, held.Codes);
        effects.Audit(AuditKind.CodeRefused, held.Subject, candidates.Count == 0 ? $"recovery code {answer.Outcome}" : Details(answer));
        if (outcome == CodeOutcome.NotACode)
        {
            return answer;
        }

        answer = answer with { PausedUntil = await failures.CodeFailedAsync(held, guess: answer.Outcome == CodeOutcome.Wrong) };
        return held.Codes + 1 >= FailureCounts.Block && await BlockAsync(held.Subject, effects) ? answer with { Outcome = CodeOutcome.Blocked } : answer;
    }

    private async Task<bool> BlockAsync(string userId, Effects effects)
    {
        var blocked = await database.Authenticators.Where(a => a.UserId == userId && a.State == AuthenticatorState.Active)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Blocked));
        if (blocked > 0)
        {
            effects.Audit(AuditKind.AuthenticatorsBlocked, userId);
        }

        return blocked > 0;
    }

    private static CodeAnswer Paused(DateTime until) => new(CodeOutcome.Paused, PausedUntil: until);

    private static string Details(CodeAnswer answer) =>
        answer.Clock is { } clock ? $"{answer.Outcome} {clock.Steps} steps{(clock.Certain ? ", certain" : "")}" : answer.Outcome.ToString();
}
