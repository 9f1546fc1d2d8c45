using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Free space where the portal writes: the database of SQLite, and mails as files.</summary>
internal sealed class DiskExamination(IOptions<DatabaseOptions> database, IOptions<MailOptions> mail, IOptions<SmtpOptions> smtp, IHostEnvironment environment) : IExamination
{
    private const long Megabyte = 1_000_000;

    /// <summary>A day of much traffic fits, and a backup of a small portal.</summary>
    private const long Little = 1_000 * Megabyte;

    /// <summary>SQLite refuses every sign-in once it is full.</summary>
    private const long TooLittle = 50 * Megabyte;

    public string Of => "disk";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        await Task.CompletedTask; // it is asked, and not waited for
        foreach (var folder in Folders().Select(Existing).Distinct())
        {
            yield return Judge(folder, new DriveInfo(folder).AvailableFreeSpace);
        }
    }

    /// <param name="folder">Where it is.</param>
    /// <param name="free">Bytes that the portal can still write.</param>
    public static Finding Judge(string folder, long free) => new(
        "disk",
        free < TooLittle ? Verdict.Wrong : free < Little ? Verdict.Warning : Verdict.Ok,
        string.Create(CultureInfo.InvariantCulture, $"{free / Megabyte:N0} MB are free in {folder}."),
        free < Little ? "Make room: a full disk stops every sign-in." : null);

    private IEnumerable<string> Folders()
    {
        if (database.Value.Provider == DatabaseProvider.Sqlite)
        {
            yield return Path.GetDirectoryName(new SqliteConnectionStringBuilder(database.Value.SqliteConnectionString(environment)).DataSource)!;
        }

        if (string.IsNullOrWhiteSpace(smtp.Value.Host))
        {
            yield return Path.Combine(environment.ContentRootPath, mail.Value.PickupDirectory);
        }
    }

    /// <summary>The folder, or the one in which the portal will make it.</summary>
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
