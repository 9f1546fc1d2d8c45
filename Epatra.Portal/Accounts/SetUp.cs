using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Language;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Accounts;

internal enum SetUpOutcome
{
    Done,

    /// <summary>Used, too old, replaced by a newer one, never made, or somebody administers already.</summary>
    LinkIsOver,

    /// <summary>The address belongs to somebody who is no administrator.</summary>
    AddressTaken,

    /// <summary>Too many failures from this network address; the link was not looked at.</summary>
    AddressPaused,
}

/// <param name="Outcome">What became of it.</param>
/// <param name="PausedUntil">In UTC; null when there is no wait.</param>
internal sealed record SetUpAnswer(SetUpOutcome Outcome, DateTime? PausedUntil = null);

/// <summary>The first administrator: the printed link, and what becomes of it.</summary>
internal sealed class SetUp(
    PortalDbContext database,
    UserManager<PortalUser> users,
    PasswordCheck passwords,
    PasswordHistory history,
    FailureCounts failures,
    Revocations revocations,
    Alerts alerts,
    AddressFailures addresses,
    Transactions transactions,
    Actor actor,
    TimeProvider time,
    PasswordExpiry expiry)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private IQueryable<PortalUser> Administrators => database.Users.Where(u => u.Role == Role.Administrator && u.DisabledAt == null && u.FrozenAt == null);

    /// <summary>Whether there is nobody who administers: an administrator without an authenticator cannot, nor one whose account is frozen.</summary>
    public async Task<bool> IsNeededAsync() =>
        !await Administrators.AnyAsync(u => database.Authenticators.Any(a => a.UserId == u.Id && a.State == AuthenticatorState.Active));

    /// <summary>Whether only one administrator can sign in: nobody could help that one.</summary>
    public async Task<bool> IsAloneAsync() =>
        await Administrators.CountAsync(u => database.Authenticators.Any(a => a.UserId == u.Id && a.State == AuthenticatorState.Active)) == 1;

    public Task<bool> HasAdministratorAsync() => Administrators.AnyAsync();

    /// <summary>Makes a new link; the one before is worthless.</summary>
    /// <returns>The token; the row has its hash.</returns>
    public Task<string> PrepareAsync() => transactions.RunAsync(async effects =>
    {
        var (token, now) = (Token.New(), time.Now());
        await database.SetUpLinks.Where(l => l.EndedAt == null).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now));
        database.SetUpLinks.Add(new SetUpLink { TokenHash = Token.Hash(token), CreatedAt = now, ExpiresAt = now + Life });
        effects.Audit(AuditKind.SetUpLinkMade, null);
        return token;
    });

    public async Task<bool> IsOpenAsync(string? token) => token is not null && await Open(token).AnyAsync() && await IsNeededAsync();

    /// <summary>
    /// Uses the link up for an administrator who may enrol. One who was made by an earlier link and never enrolled begins
    /// anew with it: the password is set, and there is a fresh grant.
    /// </summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<SetUpAnswer> UseAsync(string? token, string name, string email, string password)
    {
        if (addresses.Wait(actor.Address) is var wait && wait > TimeSpan.Zero)
        {
            return new SetUpAnswer(SetUpOutcome.AddressPaused, time.Now() + wait);
        }

        var outcome = await IsOpenAsync(token)
            ? await UseOpenAsync(token!, name, email, await passwords.HashAsync(New(name, email), password))
            : SetUpOutcome.LinkIsOver;
        if (outcome == SetUpOutcome.LinkIsOver)
        {
            await RefuseAsync();
        }

        return new SetUpAnswer(outcome);
    }

    private Task<SetUpOutcome> UseOpenAsync(string token, string name, string email, string hash) => transactions.RunAsync(async effects =>
    {
        var outcome = await UseUpAsync(token) ? await MakeAsync(name, email, hash, effects) : SetUpOutcome.LinkIsOver;
        if (outcome != SetUpOutcome.Done)
        {
            effects.Undo();
        }

        return outcome;
    });

    /// <summary>Counted, or a flood of made-up links would fill the audit log.</summary>
    private Task RefuseAsync() => transactions.RunAsync(effects =>
    {
        addresses.Count(actor.Address);
        effects.Audit(AuditKind.SetUpRefused, null);
        return Task.CompletedTask;
    });

    private IQueryable<SetUpLink> Open(string token)
    {
        var (hash, now) = (Token.Hash(token), time.Now());
        return database.SetUpLinks.Where(l => l.TokenHash == hash && l.EndedAt == null && l.ExpiresAt > now && l.CreatedAt <= now + Clock.Skew);
    }

    /// <summary>One of two that come at once gets it.</summary>
    private async Task<bool> UseUpAsync(string token)
    {
        var now = time.Now();
        return await Open(token).ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, now)) == 1;
    }

    private async Task<SetUpOutcome> MakeAsync(string name, string email, string hash, Effects effects)
    {
        var known = await users.FindByNameAsync(email);
        if (known is not null)
        {
            await failures.HoldAsync(known.Id); // a sign-in with the old password that is under way ends first, and is found
            await database.Entry(known).ReloadAsync();
            if (known.Role != Role.Administrator || known.DisabledAt is not null)
            {
                return SetUpOutcome.AddressTaken;
            }

            await RevokeAsync(known, effects);
            alerts.Tell(known, () => PasswordTexts.ChangedSubject, () => PasswordTexts.ChangedText, effects);
        }

        if (!await IsNeededAsync()) // again, now that no wizard of this person can end any more
        {
            return SetUpOutcome.LinkIsOver;
        }

        var user = known ?? New(name, email);
        await SaveAsync(user, isNew: known is null, name, hash);
        effects.Audit(AuditKind.AdministratorSetUp, user.Id);
        return SetUpOutcome.Done;
    }

    /// <summary>The account, with the right to enrol.</summary>
    private async Task SaveAsync(PortalUser user, bool isNew, string name, string hash)
    {
        var now = time.Now();
        if (!isNew)
        {
            await history.KeepAsync(user.Id, user.PasswordHash);
        }

        (user.Name, user.PasswordHash, user.PasswordChangedAt) = (name, hash, now);
        user.PasswordExpiresAt = expiry.After(now);
        var result = isNew ? await users.CreateAsync(user) : await users.UpdateAsync(user);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Code)));
        }

        database.EnrollmentGrants.Add(new EnrollmentGrant { UserId = user.Id, Kind = GrantKind.First, CreatedAt = now });
    }

    /// <summary>Whoever came in with the old password is out, and the old grant is worthless.</summary>
    private async Task RevokeAsync(PortalUser known, Effects effects)
    {
        actor.HalfWay = null; // or what this browser began with the old password would go on
        await revocations.EndEverythingAsync(known.Id, null, RevocationReason.PasswordChange, effects);
        var now = time.Now();
        await database.EnrollmentGrants.Where(g => g.UserId == known.Id && g.UsedAt == null).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now));
        await PasswordLink.VoidAsync(database, known.Id, now);
        if (known.FrozenAt is not null) // somebody else may have connected an app, so none counts any more
        {
            await database.Authenticators.Where(a => a.UserId == known.Id && a.State != AuthenticatorState.Retired)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now));
            await database.RecoveryCodes.Where(c => c.UserId == known.Id && c.RetiredAt == null).ExecuteUpdateAsync(c => c.SetProperty(x => x.RetiredAt, now));
            (known.FrozenAt, known.FrozenEventAt) = (null, null);
        }
    }

    private PortalUser New(string name, string email) => new()
    {
        UserName = email,
        Email = email,
        EmailConfirmed = true,
        Name = name,
        Language = Languages.Current,
        Role = Role.Administrator,
        CreatedAt = time.Now(),
    };
}
