using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Authenticators;

/// <summary>Holds a code against the authenticators of a person and uses it up.</summary>
internal sealed class CodeCheck(PortalDbContext database, AuthenticatorSecrets secrets, TimeProvider time)
{
    /// <summary>Part of a transaction, and what decides it: accepted, not a code, already used, or wrong; and whose code it is.</summary>
    /// <param name="authenticators">The active ones of the person whose code it is said to be.</param>
    /// <param name="typed">As it was typed.</param>
    /// <param name="isTrial">A right code is used up, and says nothing about when the authenticator was used or how its clock runs.</param>
    public async Task<(CodeOutcome Outcome, Authenticator? Match)> AcceptAsync(IEnumerable<Authenticator> authenticators, string? typed, bool isTrial = false)
    {
        if (Totp.Normalize(typed) is not { } code)
        {
            return (CodeOutcome.NotACode, null);
        }

        var result = (CodeOutcome.Wrong, (Authenticator?)null);
        foreach (var authenticator in authenticators)
        {
            if (MatchingStep(authenticator, code) is { } step)
            {
                if (await UseAsync(authenticator, step, isTrial))
                {
                    return (CodeOutcome.Accepted, authenticator);
                }

                result = (CodeOutcome.AlreadyUsed, authenticator);
            }
        }

        return result;
    }

    /// <summary>The accepted time step whose code this is; null when there is none.</summary>
    public long? MatchingStep(Authenticator authenticator, string code) =>
        Totp.MatchingStep(secrets.Unprotect(authenticator.ProtectedSecret), code, Totp.StepAt(time.GetUtcNow()));

    /// <summary>Whether a diagnosis has told whose time this step is: then it counts as used.</summary>
    public Task<bool> WasNamedAsync(Guid id, long step) => database.CodeDiagnoses.AnyAsync(d => d.AuthenticatorId == id && d.NamedStep == step);

    /// <summary>One conditional update decides who used the step first, over all threads and nodes. A step that was named is used up as well.</summary>
    private async Task<bool> UseAsync(Authenticator authenticator, long step, bool isTrial)
    {
        var now = time.Now();
        var offsets = Drift.Remember(authenticator.Offsets, (int)(step - Totp.StepAt(time.GetUtcNow())));
        var unused = database.Authenticators
            .Where(a => a.Id == authenticator.Id && a.State == AuthenticatorState.Active && a.LastStep < step)
            .Where(a => !database.CodeDiagnoses.Any(d => d.AuthenticatorId == a.Id && d.NamedStep == step));
        return 1 == await (isTrial
            ? unused.ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step))
            : unused.ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step).SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.Offsets, offsets)));
    }
}
