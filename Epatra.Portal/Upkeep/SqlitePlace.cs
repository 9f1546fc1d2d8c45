using System.Globalization;
using Epatra.Portal.Data;
using Microsoft.Data.Sqlite;

namespace Epatra.Portal.Upkeep;

/// <summary>A file, which is moved away and not overwritten: even a damaged one may still be wanted.</summary>
internal sealed class SqlitePlace(string file, TimeProvider time) : IRestorePlace
{
    private FileStream? taken;

    public string WorkFolder => file + ".restoring";

    public async Task<string?> RefusalAsync(bool force)
    {
        taken = ServingLock.TryTake(file);
        return taken is null ? Restore.Served : !force && await HasPeopleAsync() ? Restore.InUse : null;
    }

    public Task<string?> InstallAsync(string backup, CancellationToken stopping)
    {
        var aside = string.Create(CultureInfo.InvariantCulture, $"{file}.replaced-{time.Now():yyyyMMddHHmmss}");
        var wasThere = File.Exists(file);
        foreach (var part in new[] { "-wal", "-shm", "" }) // what was written last is in the first one, and belongs to the last one
        {
            if (File.Exists(file + part))
            {
                File.Move(file + part, aside + part);
            }
        }

        File.Move(backup, file);
        return Task.FromResult(wasThere ? aside : null);
    }

    public ValueTask DisposeAsync() => taken?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A file that cannot be read has nobody in it that anybody could use.</summary>
    private async Task<bool> HasPeopleAsync()
    {
        try
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False");
            await connection.OpenAsync();
            await using var command = new SqliteCommand("SELECT EXISTS (SELECT 1 FROM \"Users\")", connection);
            return (long)(await command.ExecuteScalarAsync())! == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
