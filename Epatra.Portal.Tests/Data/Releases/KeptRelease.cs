using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Epatra.Portal.Data.Releases;

/// <summary>A database as a release made it, of each kind: a backup, and what pg_dump wrote.</summary>
/// <param name="Name">Of the release; its folder is called so.</param>
internal sealed record KeptRelease(string Name)
{
    /// <summary>By which the person is found who can sign in.</summary>
    public const string Person = "Robin van de uitgave";

    private static readonly string Folder = Path.Combine(Repository.Root, "Epatra.Portal.Tests", "Data", "Releases");

    public static IEnumerable<string> All => Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public string Backup => Path.Combine(Folder, Name, "sqlite.gz");

    public string Dump => Path.Combine(Folder, Name, "postgresql.sql");

    /// <summary>Writes what PostgreSQL has, as statements; without those to psql itself, which older ones do not know.</summary>
    public static async Task DumpAsync(string connection, string file)
    {
        var lines = (await Tool.RunAsync("pg_dump", [.. Reach(connection), "--inserts", "--no-owner"])).Split('\n');
        await File.WriteAllLinesAsync(file, lines.Where(line => !line.StartsWith('\\')));
    }

    /// <summary>Fills an empty database.</summary>
    public Task FillAsync(string connection) => Tool.RunAsync("psql", [.. Reach(connection), "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", Dump]);

    /// <summary>The person who can sign in: the password of all tests, the key of the demo people.</summary>
    public static async Task<TestPerson> PersonAsync(PortalHost host)
    {
        var (id, email) = await host.QueryAsync(async db => await db.Users.Where(u => u.Name == Person).Select(u => new ValueTuple<string, string>(u.Id, u.Email!)).SingleAsync());
        return new(id, email, DemoPeople.Key);
    }

    private static string[] Reach(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return ["-h", parts.Host!, "-U", parts.Username!, "-d", parts.Database!];
    }
}
