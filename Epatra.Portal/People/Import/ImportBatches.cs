using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People.Import;

internal enum BatchOutcome
{
    More,

    /// <summary>Everything is done, or it was cancelled.</summary>
    Over,

    /// <summary>Somebody else is at it.</summary>
    Elsewhere,
}

/// <summary>
/// Makes people of the lines of a file, a batch at a time: a transaction with the people, their mails and how far it has
/// come. Whoever goes on, after a kill or beside another node, does so right after the last one.
/// </summary>
internal sealed class ImportBatches(PortalDbContext database, Imports imports, ImportPurge purge, Invitations invitations, PasswordExpiry expiry, Transactions transactions, TimeProvider time)
{
    /// <summary>Lines of a batch: a sign-in that comes at the same moment waits for so many people at most.</summary>
    public const int Size = 250;

    private const string Hold = """UPDATE "Imports" SET "State" = "State" WHERE "Id" = (SELECT "Id" FROM "Imports" WHERE "Id" = {0} AND "State" = {1}""";

    /// <summary>Days from now between which passwords expire that came along.</summary>
    private const int FirstExpiry = 14, LastExpiry = 84;

    /// <summary>The imports that are under way, the oldest first.</summary>
    public Task<List<Guid>> RunningAsync() => database.Imports.Where(i => i.State == ImportState.Running).OrderBy(i => i.StartedAt).Select(i => i.Id).ToListAsync();

    /// <summary>Deals with the next lines.</summary>
    public async Task<BatchOutcome> RunAsync(Guid id)
    {
        database.ChangeTracker.Clear();
        var outcome = await transactions.RunAsync(async effects =>
        {
            if (!await HoldAsync(id))
            {
                return await database.Imports.AnyAsync(i => i.Id == id && i.State == ImportState.Running) ? BatchOutcome.Elsewhere : BatchOutcome.Over;
            }

            var import = await database.Imports.SingleAsync(i => i.Id == id);
            var lines = await database.ImportLines.AsNoTracking()
                .Where(l => l.ImportId == id && l.Line > import.Position && l.Problems == ImportProblems.None).OrderBy(l => l.Line).Take(Size).ToListAsync();
            if (lines.Count == 0 || !await MayGoOnAsync(import))
            {
                await imports.EndAsync(id, lines.Count == 0 ? ImportState.Done : ImportState.Cancelled, effects);
                return BatchOutcome.Over;
            }

            await AddAsync(import, lines, effects);
            return BatchOutcome.More;
        });
        if (outcome == BatchOutcome.Over)
        {
            await purge.ForgetSecretsAsync(default);
        }

        return outcome;
    }

    /// <summary>
    /// The lock on the row: one batch of an import at a time, over all nodes. Who does not get it does not wait, but leaves
    /// the work to whoever has it.
    /// </summary>
    private async Task<bool> HoldAsync(Guid id)
    {
        var sql = Hold + (database.Database.IsNpgsql() ? " FOR UPDATE SKIP LOCKED)" : ")");
        return await database.Database.ExecuteSqlRawAsync(sql, id, nameof(ImportState.Running)) == 1;
    }

    /// <summary>Whoever began it may have lost the right since, and with it goes what was begun by it. The command line is the operator's.</summary>
    private async Task<bool> MayGoOnAsync(PeopleImport import) => import.UserId is not { } by
        || await database.Users.AnyAsync(u => u.Id == by && u.Role == Role.Administrator && u.DisabledAt == null && u.FrozenAt == null);

    private async Task AddAsync(PeopleImport import, List<ImportLine> lines, Effects effects)
    {
        var late = await LeaveOutAsync(import.Id, lines);
        var added = lines.Where(line => !late.Contains(line.NormalizedEmail!)).ToList();
        var people = invitations.Invite(added.Where(line => line.PasswordHash is null).Select(Invitee), effects).ToDictionary(person => person.NormalizedUserName!);
        foreach (var line in added.Where(line => line.PasswordHash is not null))
        {
            people.Add(line.NormalizedEmail!, WithPassword(line));
            effects.Audit(AuditKind.PeopleImported, people[line.NormalizedEmail!].Id, $"import {import.Id} with a password");
        }

        Bring(added.Where(line => line.ProtectedSecret is not null).ToDictionary(line => people[line.NormalizedEmail!].Id, line => line.ProtectedSecret!));
        import.Position = lines[^1].Line;
        import.Done += added.Count;
        import.LeftOut += late.Count;
        effects.Audit(AuditKind.PeopleImported, null, $"import {import.Id} lines {lines[0].Line} to {import.Position} people {added.Count}");
        effects.Publish(Imports.TopicOf(import.Id), "");
    }

    /// <summary>Those who have got an account since the file was read.</summary>
    private async Task<HashSet<string>> LeaveOutAsync(Guid id, List<ImportLine> lines)
    {
        var taken = await invitations.TakenAsync(lines.Select(line => line.Email));
        if (taken.Count > 0)
        {
            var numbers = lines.Where(line => taken.Contains(line.NormalizedEmail!)).Select(line => line.Line).ToList();
            await database.ImportLines.Where(l => l.ImportId == id && numbers.Contains(l.Line))
                .ExecuteUpdateAsync(l => l.SetProperty(x => x.Problems, ImportProblems.HasAccount));
        }

        return taken;
    }

    private static Invitee Invitee(ImportLine line) => new(line.Name, line.Email, line.Language, Enum.Parse<Role>(line.Role), line.Company, line.Phone);

    /// <summary>Somebody whose password comes along. It expires within the next weeks, on another day than that of the neighbours.</summary>
    private PortalUser WithPassword(ImportLine line)
    {
        var (person, now) = (invitations.Add(Invitee(line)), time.Now());
        person.PasswordHash = line.PasswordHash;
        if (expiry.After(now) is { } latest)
        {
            var last = Math.Min(LastExpiry, (int)(latest - now).TotalDays);
            person.PasswordExpiresAt = now.AddDays(FirstExpiry + line.Line % (last - FirstExpiry));
        }

        return person;
    }

    /// <summary>Authenticators that come along. With one there is no grant: after a reset the password alone would open the wizard.</summary>
    private void Bring(Dictionary<string, string> secrets)
    {
        var now = time.Now();
        foreach (var grant in database.ChangeTracker.Entries<EnrollmentGrant>().Where(grant => secrets.ContainsKey(grant.Entity.UserId)).ToList())
        {
            grant.State = EntityState.Detached;
        }

        database.Authenticators.AddRange(secrets.Select(one => new Authenticator
        {
            UserId = one.Key,
            Number = 1,
            App = AuthenticatorApp.Other,
            State = AuthenticatorState.Active,
            ProtectedSecret = one.Value,
            CreatedAt = now,
            ConfirmedAt = now,
        }));
    }
}
