using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Authenticators;

/// <summary>Explains refused codes: of which time they are, or of which entry. Only asked after the right password.</summary>
internal sealed class CodeDiagnoses(PortalDbContext database, AuthenticatorSecrets secrets, Actor actor, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>How long ago the code may be that another one has to agree with.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Other entries that a code is held against: each is decrypted while the transaction lasts.</summary>
    private const int MostEntries = 20;

    /// <summary>Part of the transaction that refuses the code: what to tell about it, noted for the next one and for the desk.</summary>
    /// <param name="userId">Whose code it is said to be.</param>
    /// <param name="outcome">What the check said.</param>
    /// <param name="code">Six digits.</param>
    /// <param name="candidates">The authenticators it was held against.</param>
    public async Task<CodeAnswer> ExplainAsync(string userId, CodeOutcome outcome, string? code, IReadOnlyList<Authenticator> candidates)
    {
        var answer = new CodeAnswer(outcome, candidates is [.., var newest] ? newest.App : AuthenticatorApp.Other);
        if (outcome == CodeOutcome.Wrong && code is not null)
        {
            // The old entry first: by chance a code is forty times likelier one of the hour around now than one of this moment.
            if (await OfOldEntryAsync(userId, code, candidates) is { } old)
            {
                return answer with { Outcome = CodeOutcome.OldEntry, Old = old };
            }

            foreach (var candidate in candidates)
            {
                if (await OfOtherTimeAsync(candidate, code) is { } reading)
                {
                    return answer with { Outcome = CodeOutcome.OtherTime, App = candidate.App, Clock = reading };
                }
            }
        }

        if (candidates.Count > 0)
        {
            Note(userId, answer.Outcome);
        }

        return answer;
    }

    private async Task<ClockReading?> OfOtherTimeAsync(Authenticator candidate, string code)
    {
        var now = Totp.StepAt(time.GetUtcNow());
        if (Drift.Find(secrets.Unprotect(candidate.ProtectedSecret), code, now) is not { } offset)
        {
            return null;
        }

        var (since, step) = (time.Now() - Recent, now + offset);
        var certain = await database.CodeDiagnoses.AnyAsync(d =>
            d.AuthenticatorId == candidate.Id && d.At >= since && d.NamedStep != step && d.OffsetSteps >= offset - 1 && d.OffsetSteps <= offset + 1);
        Note(candidate.UserId, CodeOutcome.OtherTime, candidate.Id, step, offset, certain);
        return new ClockReading(offset, certain);
    }

    /// <summary>An entry that was replaced or given up stays in the app until somebody deletes it; those that once counted are likelier, and the newest. One that still counts is told as well: then its code is used up.</summary>
    private async Task<OldEntry?> OfOldEntryAsync(string userId, string code, IReadOnlyList<Authenticator> candidates)
    {
        var known = candidates.Select(a => a.Id).ToList();
        var others = await database.Authenticators.AsNoTracking()
            .Where(a => a.UserId == userId && a.State != AuthenticatorState.Pending && !known.Contains(a.Id))
            .OrderByDescending(a => a.ConfirmedAt != null).ThenByDescending(a => a.Number).Take(MostEntries).ToListAsync();
        var now = Totp.StepAt(time.GetUtcNow());
        var (old, step) = others.Select(a => (a, Totp.MatchingStep(secrets.Unprotect(a.ProtectedSecret), code, now))).FirstOrDefault(match => match.Item2 is not null);
        if (old is null || candidates is not [.., var right])
        {
            return null;
        }

        var counts = old.State == AuthenticatorState.Active;
        Note(userId, CodeOutcome.OldEntry, old.Id, counts ? step : null);
        return new OldEntry(EntryName(old), EntryName(right), counts);
    }

    private string EntryName(Authenticator authenticator) =>
        OtpAuthUri.For(portal.Value.Name, actor.User!.UserName!, authenticator.Number, []).Account;

    private void Note(string userId, CodeOutcome outcome, Guid? authenticatorId = null, long? step = null, int? offset = null, bool certain = false) =>
        database.CodeDiagnoses.Add(new CodeDiagnosis
        {
            UserId = userId,
            HalfWayId = actor.HalfWay?.Id,
            At = time.Now(),
            Outcome = outcome,
            AuthenticatorId = authenticatorId,
            NamedStep = step,
            OffsetSteps = offset,
            Certain = certain,
        });
}
