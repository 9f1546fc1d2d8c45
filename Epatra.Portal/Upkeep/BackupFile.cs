using System.IO.Compression;
using System.Security.Cryptography;
using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep;

/// <summary>
/// A backup is an SQLite database, of whichever database the portal uses, compressed by gzip (RFC 1952): its check sum tells
/// whether a byte of it was damaged, and `gunzip` and `sqlite3` read it without the portal.
/// </summary>
internal static class BackupFile
{
    /// <summary>An SQLite database as a context; its file is closed with it.</summary>
    public static SqlitePortalDbContext Open(string database) =>
        new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={database};Pooling=False").Options);

    /// <summary>Compresses a database, waits for the disk, and reads back what was written.</summary>
    /// <exception cref="IOException">The disk does not give back what was written.</exception>
    public static async Task PackAsync(string database, string file, CancellationToken stopping)
    {
        await using var from = File.OpenRead(database);
        await using var to = WorkFolder.Create(file);
        await using (var zip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true))
        {
            await from.CopyToAsync(zip, stopping);
        }

        to.Flush(flushToDisk: true);
        (from.Position, to.Position) = (0, 0);
        await using var written = new GZipStream(to, CompressionMode.Decompress, leaveOpen: true);
        var (meant, found) = (await SHA256.HashDataAsync(from, stopping), await SHA256.HashDataAsync(written, stopping));
        if (!meant.SequenceEqual(found))
        {
            throw new IOException($"{file} does not hold what was written to it: the disk is not to be trusted.");
        }
    }

    /// <summary>Makes a database of a backup.</summary>
    /// <returns>What is wrong with the backup; null when nothing is.</returns>
    public static async Task<string?> UnpackAsync(string file, string database, CancellationToken stopping)
    {
        try
        {
            return await InflateAsync(file, database, stopping) ? await DamageAsync(database) : "its check sum is another one";
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether what came out has the check sum that stands at its end.</summary>
    private static async Task<bool> InflateAsync(string file, string database, CancellationToken stopping)
    {
        await using var from = File.OpenRead(file);
        await using var zip = new GZipStream(from, CompressionMode.Decompress);
        await using var to = WorkFolder.Create(database);
        var (sum, buffer) = (new GzipCheckSum(), new byte[1 << 16]);
        while (await zip.ReadAsync(buffer, stopping) is > 0 and var count)
        {
            sum.Add(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), stopping);
        }

        return sum.IsThatOf(from);
    }

    /// <summary>What is wrong with the inside of a database; null when nothing is.</summary>
    public static async Task<string?> DamageAsync(string database)
    {
        try
        {
            await using var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite;Pooling=False");
            await connection.OpenAsync();
            var answer = await AskAsync(connection, "PRAGMA integrity_check(1)") ?? "it does not answer";
            return answer != "ok" ? answer : await AskAsync(connection, "PRAGMA foreign_key_check") is { } table ? $"a row of {table} belongs to nothing" : null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    private static async Task<string?> AskAsync(SqliteConnection connection, string question)
    {
        await using var command = new SqliteCommand(question, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
