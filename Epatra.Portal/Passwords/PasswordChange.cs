using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;

namespace Epatra.Portal.Passwords;

internal enum ChangeOutcome
{
    Changed,
    WrongCurrent,

    /// <summary>Too many refusals in this sign-in; nothing was looked at.</summary>
    Paused,

    /// <summary>It breaks a rule, or was typed differently the second time.</summary>
    NotTaken,

    /// <summary>The sign-in ended, or the password was changed, in the meantime.</summary>
    Over,
}

/// <param name="Outcome">What came of it.</param>
/// <param name="Chosen">What was wrong with the new password.</param>
/// <param name="PausedUntil">No password is looked at before this time, in UTC.</param>
/// <param name="Entry">After the change: the session, under its new id.</param>
internal sealed record ChangeAnswer(ChangeOutcome Outcome, ChosenPassword? Chosen = null, DateTime? PausedUntil = null, Entry? Entry = null);

/// <summary>A new password by somebody who is signed in, or who has proven the second factor and whose password has expired.</summary>
internal sealed class PasswordChange(
    PasswordCheck passwords,
    NewPasswords newPasswords,
    OneChoiceAtATime choices,
    FailureCounts failures,
    HalfWaySignIns halfWays,
    Completion completion,
    Sessions sessions,
    Revocations revocations,
    EnrollmentGrants grants,
    Transactions transactions,
    Actor actor)
{
    /// <summary>Whether the actor may choose a new password now.</summary>
    public bool IsOpen => actor.Session is not null || IsDue;

    /// <summary>Whether nothing else is open to the actor before there is a new one.</summary>
    public bool IsDue => actor is { Session: null, HalfWay: { Purpose: HalfWayPurpose.NewPassword, User.FrozenAt: null } };

    /// <summary>
    /// Refusals count on this one sign-in, and not on the person: nobody elsewhere can keep its owner from
    /// changing the password.
    /// </summary>
    private string Guesser => $"{actor.Session?.Id ?? actor.HalfWay!.Id}";

    /// <summary>Changes it, ends everything else of the person, and goes on with this session under a new id, or begins it.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public Task<ChangeAnswer> TryAsync(string current, string password, string again) =>
        choices.RunAsync(actor.UserId!, () => LookAsync(actor.User!, current, password, again));

    private async Task<ChangeAnswer> LookAsync(PortalUser user, string current, string password, string again)
    {
        if (await failures.PasswordsPausedAsync(Guesser) is { } until)
        {
            return new ChangeAnswer(ChangeOutcome.Paused, PausedUntil: until); // not in the audit log, which a loop could fill
        }

        if (!await passwords.IsRightAsync(user, current))
        {
            return await RefuseAsync(user, new ChangeAnswer(ChangeOutcome.WrongCurrent), "current password wrong");
        }

        var chosen = await newPasswords.ChooseAsync(user, password, again);
        return chosen.Hash is { } hash
            ? await ChangeAsync(user, hash)
            : await RefuseAsync(user, new ChangeAnswer(ChangeOutcome.NotTaken, chosen), $"rules {string.Join(' ', chosen.Faults.Broken)}");
    }

    private Task<ChangeAnswer> ChangeAsync(PortalUser user, string hash) => transactions.RunAsync(async effects =>
    {
        if (await ChangeAsync(user, hash, effects) is { } entry)
        {
            return new ChangeAnswer(ChangeOutcome.Changed, Entry: entry);
        }

        effects.Undo();
        return new ChangeAnswer(ChangeOutcome.Over);
    });

    private async Task<Entry?> ChangeAsync(PortalUser user, string hash, Effects effects)
    {
        var count = await failures.HoldAsync(user.Id);
        if (actor.HalfWay is { } over && !await halfWays.CompleteAsync(over))
        {
            return null;
        }

        await revocations.EndEverythingAsync(user.Id, actor.Session?.Id, RevocationReason.PasswordChange, effects);
        var renewed = actor.Session is { } session ? await sessions.RenewAsync(session, effects) : null;
        if ((renewed is null && actor.HalfWay is null) || !await newPasswords.ReplaceAsync(user, hash, byMail: false, effects))
        {
            return null;
        }

        if (renewed is not null)
        {
            await grants.MoveAsync(actor.Session!, renewed);
        }

        await failures.PasswordAcceptedAsync(count);
        var entry = actor.HalfWay is { ConfirmedBy: { } factor } halfWay
            ? await completion.StartAsync(halfWay, factor, halfWay.TrustWanted, effects)
            : new Entry(user, LocalUrl.NewPassword, renewed);
        return entry.Path == LocalUrl.NewPassword ? entry with { Path = "/?notice=password" } : entry; // whoever wanted to be here is done
    }

    /// <summary>New passwords that are not taken count as well: each costs slow hashes.</summary>
    private Task<ChangeAnswer> RefuseAsync(PortalUser user, ChangeAnswer answer, string why) => transactions.RunAsync(async effects =>
    {
        effects.Audit(AuditKind.PasswordChangeRefused, user.Id, why);
        return answer with { PausedUntil = await failures.PasswordFailedAsync(await failures.HoldAsync(Guesser)) };
    });
}
