using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Reset;

/// <summary>
/// What a reset does: everything the person has proven before is worthless, and one browser, or for a day any with the
/// password, may enrol. It gives no password and no way past the second factor.
/// </summary>
internal sealed class ResetExecution(
    PortalDbContext database, Revocations revocations, EnrollmentGrants grants, FailureCounts failures, AddressChange addresses, Alerts alerts, TimeProvider time)
{
    /// <summary>How long the browser that waits may enrol.</summary>
    public static readonly TimeSpan ForBrowser = TimeSpan.FromHours(2);

    /// <summary>How long there is after a reset at which nobody waited.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Part of a transaction that holds the person's count.</summary>
    public async Task DoAsync(AuthenticatorReset reset, PortalUser person, Effects effects)
    {
        reset.App = await database.Authenticators.Where(a => a.UserId == person.Id && a.ConfirmedAt != null).OrderByDescending(a => a.Number)
            .Select(a => (AuthenticatorApp?)a.App).FirstOrDefaultAsync();
        (reset.State, reset.DoneAt, reset.FrozenAt, reset.FrozenEventAt) = (ResetState.Done, time.Now(), person.FrozenAt, person.FrozenEventAt);
        reset.GrantId = await OpenAsync(person, reset.BrowserHash, reset.Proof == ResetProof.Delay ? Window : ForBrowser, reset.DoneAt.Value, effects, reset.Id);
        effects.Audit(AuditKind.AuthenticatorsReset, person.Id, $"reset {reset.Id} agent {reset.AgentId} proof {reset.Proof} cause {reset.Cause}{Agreed(reset)}");
        alerts.Tell(person, () => Help.RequestTexts.ResetMailSubject, () => Help.RequestTexts.ResetMailText, effects);
    }

    /// <summary>Opens the way for one browser, or for any with the password, and closes every other.</summary>
    /// <returns>The grant.</returns>
    public async Task<Guid> OpenAsync(PortalUser person, string? browser, TimeSpan life, DateTime now, Effects effects, Guid? reset = null)
    {
        var id = person.Id;
        await failures.CodeAcceptedAsync(await failures.HoldAsync(id)); // or the wizard would refuse its first code as well
        await revocations.EndEverythingAsync(id, exceptSession: null, RevocationReason.Reset, effects, browser);
        await database.HalfWaySignIns.Where(h => h.UserId == id && h.EndedAt == null).ExecuteUpdateAsync(h => h
            .SetProperty(x => x.ConfirmedAt, (DateTime?)null).SetProperty(x => x.ConfirmedBy, (SecondFactor?)null).SetProperty(x => x.Purpose, HalfWayPurpose.Enroll));
        await OpenResets.CancelAsync(database, id, now, effects, except: reset);
        if (person.FrozenAt is not null)
        {
            await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u
                .SetProperty(x => x.FrozenAt, (DateTime?)null).SetProperty(x => x.FrozenEventAt, (DateTime?)null).SetProperty(x => x.NewPasswordNeeded, true));
            effects.Audit(AuditKind.AccountUnfrozen, id, "by a reset");
            await addresses.TakeBackAsync(person, effects);
        }

        await grants.VoidAsync(id);
        await database.WizardRuns.Where(r => r.UserId == id && r.EndedAt == null).ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now));
        await database.Authenticators.Where(a => a.UserId == id && a.State != AuthenticatorState.Retired).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.RetiredFrom, x => (AuthenticatorState?)x.State).SetProperty(x => x.State, AuthenticatorState.Retired)
            .SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null));
        await database.RecoveryCodes.Where(c => c.UserId == id && c.RetiredAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.RetiredAt, now));
        return grants.AddReset(id, browser, life).Id;
    }

    /// <summary>Takes it back: what was retired counts again, and whoever was let in is out. False when it is too late.</summary>
    public async Task<bool> UndoAsync(AuthenticatorReset reset, Effects effects)
    {
        var (id, now, done) = (reset.UserId, time.Now(), reset.DoneAt);
        await revocations.EndEverythingAsync(id, exceptSession: null, RevocationReason.Reset, effects);
        if (reset.FrozenAt is not null)
        {
            await database.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u
                .SetProperty(x => x.FrozenAt, reset.FrozenAt).SetProperty(x => x.FrozenEventAt, reset.FrozenEventAt));
        }

        if (!await grants.VoidAsync(reset.GrantId!.Value))
        {
            return false;
        }

        await database.WizardRuns.Where(r => r.UserId == id && r.EndedAt == null).ExecuteUpdateAsync(r => r.SetProperty(x => x.EndedAt, now));
        await database.Authenticators.Where(a => a.UserId == id && a.State == AuthenticatorState.Pending).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now).SetProperty(x => x.BrowserHash, (string?)null));
        await database.Authenticators.Where(a => a.UserId == id && a.RetiredAt == done && (a.RetiredFrom == AuthenticatorState.Active || a.RetiredFrom == AuthenticatorState.Blocked))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, x => x.RetiredFrom!.Value).SetProperty(x => x.RetiredAt, (DateTime?)null).SetProperty(x => x.RetiredFrom, (AuthenticatorState?)null));
        await database.RecoveryCodes.Where(c => c.UserId == id && c.RetiredAt == done).ExecuteUpdateAsync(c => c.SetProperty(x => x.RetiredAt, (DateTime?)null));
        (reset.State, reset.EndedAt) = (ResetState.Undone, now);
        return true;
    }

    private static string Agreed(AuthenticatorReset reset) => reset.AgreedById is { } by ? $" agreed {by}" : "";
}
