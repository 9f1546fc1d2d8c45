using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Who can read database and certificate, and whether a thief of one folder has both.</summary>
internal sealed class FilesExamination(IOptions<DatabaseOptions> database, IOptions<SecurityOptions> security, IHostEnvironment environment) : IExamination
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Of => "files";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        await Task.CompletedTask; // they are on this machine
        var data = database.Value.Provider == DatabaseProvider.Sqlite
            ? new SqliteConnectionStringBuilder(database.Value.SqliteConnectionString(environment)).DataSource : null;
        var keys = security.Value.KeyCertificate is { Length: > 0 } file ? Path.Combine(environment.ContentRootPath, file) : null;
        foreach (var path in new[] { data, keys }.OfType<string>().Where(IsOpen))
        {
            yield return new(Of, Verdict.Warning, $"Others on this machine can read {path}, or change it.", $"chmod 600 {path}");
        }

        if (data is not null && keys is not null && Path.GetDirectoryName(Path.GetFullPath(data)) == Path.GetDirectoryName(Path.GetFullPath(keys)))
        {
            yield return new(Of, Verdict.Warning, "The key certificate lies in the folder of the database: a copy of that folder gives everybody's authenticator away.",
                "Move the certificate to a folder that no backup of the database takes along: Security:KeyCertificate.");
        }
    }

    private static bool IsOpen(string path) => !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
}
