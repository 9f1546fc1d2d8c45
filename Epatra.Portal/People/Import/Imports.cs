using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People.Import;

/// <summary>Why there is nothing to import in a file.</summary>
internal enum ImportFault
{
    Empty,

    /// <summary>The first line does not name the columns of name and mail address.</summary>
    NoHeadings,

    NoPeople,
}

/// <summary>What came of the wish to begin an import.</summary>
internal enum ImportStart
{
    Begun,

    /// <summary>The administrator's own code is older than five minutes, or whoever asks administers no more.</summary>
    NotFresh,

    /// <summary>It was begun before, or thrown away.</summary>
    NotReady,
}

/// <summary>Files with people: read and looked at, begun, ended.</summary>
internal sealed class Imports(PortalDbContext database, LineCheck check, ImportPurge purge, Sessions sessions, FailureCounts failures, Transactions transactions, Actor actor, TimeProvider time)
{
    /// <summary>Lines that are written at a time while a file is read.</summary>
    private const int Piece = 1_000;

    /// <summary>The topic on which it is told that there is something to do.</summary>
    public const string Topic = "imports";

    /// <summary>The topic of one import.</summary>
    public static string TopicOf(Guid id) => $"import/{id}";

    /// <summary>Reads a file into the database, by and by, and looks for problems. Nothing happens to the people.</summary>
    /// <returns>The import, or why there is none.</returns>
    public async Task<(PeopleImport? Import, ImportFault? Fault)> ReadAsync(Stream stream, string? fileName, CancellationToken stopping)
    {
        await using var table = new ImportTable(stream);
        if (!await table.ReadHeadingsAsync(stopping) || !table.HasPeople)
        {
            return (null, table.IsEmpty ? ImportFault.Empty : ImportFault.NoHeadings);
        }

        var import = new PeopleImport { FileName = TypedName.Clean(fileName, TypedName.Longest), UserId = actor.UserId, CreatedAt = time.Now(), State = ImportState.Reading };
        await transactions.RunAsync(_ => Task.FromResult(database.Imports.Add(import)));
        var lines = await WriteAsync(import.Id, table, stopping);
        if (lines == 0)
        {
            await transactions.RunAsync(_ => database.Imports.Where(i => i.Id == import.Id).ExecuteDeleteAsync());
            return (null, ImportFault.NoPeople);
        }

        return (await CompareAsync(import.Id, lines, stopping), null);
    }

    /// <summary>Begins the work; the portal does it, or whoever calls.</summary>
    public Task<ImportStart> StartAsync(Guid id) => transactions.RunAsync(async effects =>
    {
        if (!await MayAsync(sessions.FindFreshAsync))
        {
            effects.Audit(AuditKind.ImportRefused, null, $"import {id} start");
            return ImportStart.NotFresh;
        }

        var (now, by) = (time.Now(), actor.UserId);
        var begun = await database.Imports.Where(i => i.Id == id && i.State == ImportState.Ready)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Running).SetProperty(x => x.StartedAt, now).SetProperty(x => x.UserId, by)) == 1;
        if (begun)
        {
            effects.Audit(AuditKind.ImportStarted, null, $"import {id}");
            effects.Publish(Topic, "");
            effects.Publish(TopicOf(id), "");
        }

        return begun ? ImportStart.Begun : ImportStart.NotReady;
    });

    /// <summary>Ends the work between two batches; who was added stays. False when it was over before, or whoever asks administers no more.</summary>
    public async Task<bool> CancelAsync(Guid id)
    {
        var ended = await transactions.RunAsync(async effects =>
        {
            if (await MayAsync(sessions.FindAsync))
            {
                return await EndAsync(id, ImportState.Cancelled, effects);
            }

            effects.Audit(AuditKind.ImportRefused, null, $"import {id} cancel");
            return false;
        });
        await purge.ForgetSecretsAsync(default);
        return ended;
    }

    /// <summary>Part of a transaction: the end, after which the secrets of the file go.</summary>
    public async Task<bool> EndAsync(Guid id, ImportState state, Effects effects)
    {
        var now = time.Now();
        if (await database.Imports.Where(i => i.Id == id && i.State == ImportState.Running)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.State, state).SetProperty(x => x.EndedAt, now)) == 0)
        {
            return false;
        }

        effects.Audit(AuditKind.ImportEnded, null, $"import {id} {state}");
        effects.Publish(TopicOf(id), "");
        return true;
    }

    /// <summary>
    /// Part of a transaction: whether whoever asks still administers, now that nobody can take that away any more. The
    /// command line has no session, and is the operator's.
    /// </summary>
    private async Task<bool> MayAsync(Func<Guid, Task<Session?>> find)
    {
        if (actor.Session is not { } own)
        {
            return true;
        }

        await failures.HoldAsync(own.UserId);
        return await find(own.Id) is { User.Role: Role.Administrator };
    }

    private async Task<int> WriteAsync(Guid id, ImportTable table, CancellationToken stopping)
    {
        var lines = 0;
        await foreach (var piece in table.ReadAsync(stopping).Chunk(Piece).WithCancellation(stopping))
        {
            var read = piece.Select(row => check.Read(id, row)).ToList(); // not in the transaction: it encrypts
            await transactions.RunAsync(_ =>
            {
                database.ImportLines.AddRange(read);
                return Task.CompletedTask;
            });
            database.ChangeTracker.Clear();
            lines += piece.Length;
        }

        return lines;
    }

    /// <summary>Compares the lines with each other and with the people who are there, by and by: a sign-in that comes at the same moment waits for a piece of them.</summary>
    private async Task<PeopleImport> CompareAsync(Guid id, int count, CancellationToken stopping)
    {
        if (database.Database.IsNpgsql())
        {
            await database.Database.ExecuteSqlAsync($"""ANALYZE "ImportLines" """, stopping); // or every batch would look through all lines that have just come
        }

        var last = await database.ImportLines.Where(l => l.ImportId == id).MaxAsync(l => l.Line, stopping);
        for (var first = 0; first <= last; first += Piece)
        {
            stopping.ThrowIfCancellationRequested();
            await transactions.RunAsync(_ => CompareAsync(id, first, first + Piece));
        }

        var leftOut = await database.ImportLines.CountAsync(l => l.ImportId == id && l.Problems != ImportProblems.None, stopping);
        return await transactions.RunAsync(async _ =>
        {
            var import = await database.Imports.SingleAsync(i => i.Id == id);
            (import.State, import.Lines, import.LeftOut) = (ImportState.Ready, count, leftOut);
            return import;
        });
    }

    private async Task<int> CompareAsync(Guid id, int first, int end) =>
        await database.Database.ExecuteSqlAsync(Duplicates(id, first, end))
        + await database.Database.ExecuteSqlAsync($"""
            UPDATE "ImportLines" SET "Problems" = "Problems" | {(int)ImportProblems.HasAccount} WHERE "ImportId" = {id} AND "Line" >= {first} AND "Line" < {end} AND EXISTS
            (SELECT 1 FROM "Users" AS u WHERE u."NormalizedUserName" = "ImportLines"."NormalizedEmail")
            """);

    /// <summary>
    /// As a statement, since EF takes two missing addresses for the same one, and no index knows that. The sum keeps SQLite
    /// from the index of lines, by which it would go through all that are before each: by addresses there is one to see.
    /// </summary>
    internal static FormattableString Duplicates(Guid id, int first, int end) => $"""
        UPDATE "ImportLines" SET "Problems" = "Problems" | {(int)ImportProblems.Duplicate} WHERE "ImportId" = {id} AND "Line" >= {first} AND "Line" < {end} AND EXISTS
        (SELECT 1 FROM "ImportLines" AS e WHERE e."ImportId" = {id} AND e."NormalizedEmail" = "ImportLines"."NormalizedEmail" AND e."Line" + 0 < "ImportLines"."Line")
        """;
}
