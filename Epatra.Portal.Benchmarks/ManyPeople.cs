using System.Data.Common;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Epatra.Portal.Benchmarks;

/// <summary>People by the million, as a company of the trade has them; no two databases differ in them.</summary>
internal static class ManyPeople
{
    private const string Users = """
        "Users" ("Id", "Name", "Language", "Role", "Company", "CreatedAt", "PasswordChangedAt", "SharedMailbox", "NewPasswordNeeded", "LimitedToCompanies", "UserName", "NormalizedUserName", "Email", "NormalizedEmail", "EmailConfirmed")
        """;
    private const string Entries = "\"SearchEntries\" (\"UserId\", \"Text\")";

    private static readonly DateTime Founded = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] First =
        "Jan Marie Pieter Lotte Bram Sofie Luc Anne Wouter Elise Jeroen Amélie Thijs Chloé Youssef Fatima Zoë Noah Emma Liam Olivier Žofie Renée Björn Joëlle Koen Ruben Nathalie Dirk Inge".Split(' ');

    private static readonly string[] Stem =
        "Peeters Janssen Maes Jacobs Mertens Willems Claes Goossens Wouters Vermeulen Dubois Lambert Dupont Martin Simon Laurent Lefèvre Leroy Bakker Visser Smit Meijer Mulder Bos Vos Hendriks Dekker Brouwer Kok Schouten".Split(' ');

    private static readonly string[] Before = ["", "van ", "de ", "van den ", "le ", "El ", "Van der "];
    private static readonly string[] Trade = ["Zonnepanelen", "Installaties", "Elektro", "Énergie", "Technique", "Bouw", "Klimaat", "Solaire", "Techniek", "Loodgieterij"];
    private static readonly string[] Place = "Noord Zuid Gent Brugge Leuven Namur Liège Breda Tilburg Zwolle Dordrecht Antwerpen Hasselt Mons Arnhem Delft Kempen Polder Ardennes Maas".Split(' ');

    /// <summary>The person of a number. What differs hangs together as little as with real people.</summary>
    public static PortalUser Person(int number)
    {
        var (first, stem, before) = (First[number % First.Length], Stem[number / 31 % Stem.Length], Before[number / 977 % Before.Length]);
        var second = number / 7919 % 4 == 0 ? "-" + Stem[number / 61 % Stem.Length] : "";
        var company = $"{Trade[number / 13 % Trade.Length]} {Place[number / 17 % Place.Length]} {number / 50}";
        var email = $"{first}.{stem}{number}@{Trade[number / 13 % Trade.Length]}{number / 50}.example".ToLowerInvariant();
        return new() { Id = $"{number:D8}-many-people", Name = $"{first} {before}{stem}{second}", Language = "nl", Company = company, Email = email, UserName = email, CreatedAt = Founded.AddSeconds(number) };
    }

    public static async Task AddAsync(SeededDatabase database, int count)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await context.Database.OpenConnectionAsync();
        if (context.Database.GetDbConnection() is NpgsqlConnection connection)
        {
            await ImportAsync(connection, count);
        }
        else
        {
            await InsertAsync(context.Database.GetDbConnection(), count);
        }
    }

    private static object[] UserRow(PortalUser person, object no, object yes) =>
        [person.Id, person.Name, person.Language, nameof(Role.User), person.Company!, person.CreatedAt, person.CreatedAt, no, no, no, person.UserName!, person.UserName!.ToUpperInvariant(), person.Email!, person.Email!.ToUpperInvariant(), yes];

    private static async Task ImportAsync(NpgsqlConnection connection, int count)
    {
        await ExecuteAsync(connection, "DROP INDEX \"IX_SearchEntries_Text\"");
        await using (var users = await connection.BeginBinaryImportAsync($"COPY {Users} FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < count; i++)
            {
                await users.WriteRowAsync(default, UserRow(Person(i), false, true));
            }

            await users.CompleteAsync();
        }

        await using (var entries = await connection.BeginBinaryImportAsync($"COPY {Entries} FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < count; i++)
            {
                await entries.WriteRowAsync(default, Person(i).Id, SearchText.Of(Person(i)));
            }

            await entries.CompleteAsync();
        }

        await ExecuteAsync(connection, "CREATE INDEX \"IX_SearchEntries_Text\" ON \"SearchEntries\" USING gin (\"Text\" gin_trgm_ops) WITH (fastupdate = on, gin_pending_list_limit = 64)");
        await ExecuteAsync(connection, "VACUUM ANALYZE");
    }

    private static async Task InsertAsync(DbConnection connection, int count)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var users = Insert(connection, transaction, Users, 15);
        await using var entries = Insert(connection, transaction, Entries, 2);
        for (var i = 0; i < count; i++)
        {
            var person = Person(i);
            await ExecuteAsync(users, UserRow(person, 0, 1));
            await ExecuteAsync(entries, person.Id, SearchText.Of(person));
        }

        await transaction.CommitAsync();
    }

    private static DbCommand Insert(DbConnection connection, DbTransaction transaction, string into, int columns)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {into} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(i => $"@p{i}"))})";
        for (var i = 0; i < columns; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task ExecuteAsync(DbCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        await command.ExecuteNonQueryAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
