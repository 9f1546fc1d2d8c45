using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Support.Actions;

/// <summary>What an agent does to a person beside a reset.</summary>
internal sealed class OtherActions(
    PortalDbContext database,
    DeskGate gate,
    Revocations revocations,
    FailureCounts failures,
    Freeze freeze,
    EnrollmentGrants grants,
    ForgottenPasswords forgotten,
    TimeProvider time,
    IOptions<SupportOptions> options)
{
    /// <summary>How long every agent asks for full proof after somebody could not prove to be the person.</summary>
    private static readonly TimeSpan UnderAttack = TimeSpan.FromHours(24);

    public Task<DeskOutcome> EndSessionsAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.EndSessions, wish, async (_, _, effects) =>
    {
        await revocations.EndEverythingAsync(personId, exceptSession: null, RevocationReason.SignOutEverywhere, effects);
        return DeskOutcome.Done;
    });

    /// <summary>Passwords and codes are looked at again at once.</summary>
    public Task<DeskOutcome> LiftWaitAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.LiftWait, wish, async (_, held, effects) =>
    {
        await failures.LiftAsync(held);
        effects.Audit(AuditKind.WaitLifted, personId);
        return DeskOutcome.Done;
    });

    /// <summary>A link to a new password, as the person could ask for one; to the address on file and no other.</summary>
    public Task<DeskOutcome> SendPasswordLinkAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.PasswordLink, wish, (person, _, effects) =>
    {
        forgotten.Add(person.NormalizedUserName!, effects);
        return Task.FromResult(DeskOutcome.Done);
    });

    public Task<DeskOutcome> FreezeAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.Freeze, wish, async (person, _, effects) =>
    {
        if (Freeze.IsByDesk(person))
        {
            return DeskOutcome.NothingToDo;
        }

        await freeze.ApplyAsync(personId, happened: null, effects);
        return DeskOutcome.Done;
    });

    /// <summary>
    /// Ends a freeze by a mail for a caller who has proven everything. Somebody else may know the password, so there has to be
    /// a new one; and what was added since the event is not to be trusted. After a freeze by the desk or an administrator
    /// nothing is, a stolen phone least of all: that takes a reset.
    /// </summary>
    public Task<DeskOutcome> UnfreezeAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.Unfreeze, wish, async (person, _, effects) =>
    {
        if (Freeze.DistrustedSince(person) is not { } since)
        {
            return DeskOutcome.NothingToDo;
        }

        if (Freeze.IsByDesk(person))
        {
            return DeskOutcome.NotAllowed;
        }

        if (await database.HelpRequests.TalkedWithFirst(personId, time.Now()).FirstOrDefaultAsync() is not { } current || CallerProofs.Of(current, person, options.Value, time.Now()) is null)
        {
            return DeskOutcome.NoProof;
        }

        var now = time.Now();
        await database.Users.Where(u => u.Id == personId).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.FrozenAt, (DateTime?)null).SetProperty(x => x.FrozenEventAt, (DateTime?)null).SetProperty(x => x.NewPasswordNeeded, true));
        var retired = await database.Authenticators.Where(a => a.UserId == personId && a.State != AuthenticatorState.Retired && (a.ConfirmedAt ?? a.CreatedAt) >= since)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null));
        await database.RecoveryCodes.Where(c => c.UserId == personId && c.CreatedAt >= since).ExecuteDeleteAsync();
        effects.Audit(AuditKind.AccountUnfrozen, personId, $"retired {retired}");
        await grants.VoidAsync(personId);
        HelpRequests.Tell(current, effects);
        return DeskOutcome.Done;
    });

    /// <summary>Somebody said to be this person and could not prove it: for a day every agent asks for full proof, and what was heard so far is void, a reset that rests on it as well.</summary>
    public Task<DeskOutcome> FailVerificationAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.FailedVerification, wish, async (_, _, effects) =>
    {
        var until = time.Now() + UnderAttack;
        await database.Users.Where(u => u.Id == personId).ExecuteUpdateAsync(u => u.SetProperty(x => x.UnderAttackUntil, until));
        await HelpRequests.VoidProofsAsync(database, personId, effects);
        await grants.EndResetsAsync(personId);
        await OpenResets.CancelAsync(database, personId, time.Now(), effects); // one may have been announced for just this caller
        effects.Audit(AuditKind.VerificationFailed, personId, $"until {until:yyyy-MM-ddTHH:mm:ssZ}");
        return DeskOutcome.Done;
    });

    /// <summary>Says that several people read the mailbox, or that they no longer do.</summary>
    public Task<DeskOutcome> ToggleSharedMailboxAsync(string personId, DeskWish wish) => gate.RunAsync(personId, DeskAction.SharedMailbox, wish, async (person, _, effects) =>
    {
        var shared = !person.SharedMailbox;
        await database.Users.Where(u => u.Id == personId).ExecuteUpdateAsync(u => u.SetProperty(x => x.SharedMailbox, shared));
        effects.Audit(shared ? AuditKind.MailboxShared : AuditKind.MailboxOwn, personId);
        return DeskOutcome.Done;
    });
}
