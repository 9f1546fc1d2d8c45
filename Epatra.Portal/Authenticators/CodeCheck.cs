using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Authenticators;

public enum CodeOutcome
{
    Accepted,
    NotACode,
    Wrong,
    AlreadyUsed,

    /// <summary>Too many sign-ins at once; nothing was looked at.</summary>
    Busy,
}

/// <summary>Holds a code against the authenticators of a person and uses it up.</summary>
internal sealed class CodeCheck(PortalDbContext database, AuthenticatorSecrets secrets, TimeProvider time)
{
    /// <summary>Part of a transaction: its first statement, and what decides it.</summary>
    /// <param name="userId">Whose code it is said to be.</param>
    /// <param name="typed">As it was typed.</param>
    public async Task<CodeOutcome> AcceptAsync(string userId, string? typed)
    {
        if (Totp.Normalize(typed) is not { } code)
        {
            return CodeOutcome.NotACode;
        }

        var authenticators = await database.Authenticators.AsNoTracking()
            .Where(a => a.UserId == userId && a.State == AuthenticatorState.Active).ToListAsync();
        var outcome = CodeOutcome.Wrong;
        foreach (var authenticator in authenticators)
        {
            if (MatchingStep(authenticator, code) is { } step)
            {
                if (await UseAsync(authenticator.Id, step))
                {
                    return CodeOutcome.Accepted;
                }

                outcome = CodeOutcome.AlreadyUsed;
            }
        }

        return outcome;
    }

    /// <summary>The accepted time step whose code this is; null when there is none.</summary>
    public long? MatchingStep(Authenticator authenticator, string code) =>
        Totp.MatchingStep(secrets.Unprotect(authenticator.ProtectedSecret), code, Totp.StepAt(time.GetUtcNow()));

    /// <summary>One conditional update decides who used the step first, over all threads and nodes.</summary>
    private async Task<bool> UseAsync(Guid id, long step)
    {
        var now = time.Now();
        return await database.Authenticators
            .Where(a => a.Id == id && a.State == AuthenticatorState.Active && a.LastStep < step)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step).SetProperty(x => x.LastUsedAt, now).SetProperty(x => x.Failures, 0)) == 1;
    }
}
