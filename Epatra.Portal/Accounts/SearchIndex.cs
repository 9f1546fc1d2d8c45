using Microsoft.EntityFrameworkCore.Migrations;

namespace Epatra.Portal.Accounts;

/// <summary>
/// The index over every three signs in a row of <see cref="SearchEntry.Text"/>: of SQLite a table of FTS5 that triggers keep
/// (https://www.sqlite.org/fts5.html, 4.3.5 and 4.4.3), of PostgreSQL a GIN index of pg_trgm. Migrations call it. Without the
/// places of the signs in the text it is an eighth as large; the text itself tells the few wrong ones apart. That of PostgreSQL
/// gathers what is new before it sorts it in, which makes an import a quarter faster, in the least it can be told to (64 kB):
/// every search reads what is gathered.
/// </summary>
internal static class SearchIndex
{
    public static void CreateSearchIndex(this MigrationBuilder migration)
    {
        foreach (var statement in migration.IsSqlite() ? Sqlite : PostgreSql)
        {
            migration.Sql(statement);
        }
    }

    public static void DropSearchIndex(this MigrationBuilder migration)
    {
        if (migration.IsSqlite())
        {
            migration.Sql("""DROP TABLE "SearchIndex";"""); // its triggers go with the table of the entries
        }
    }

    private static readonly string[] Sqlite =
    [
        """CREATE VIRTUAL TABLE "SearchIndex" USING fts5("Text", content='SearchEntries', content_rowid='Number', detail='none', tokenize='trigram case_sensitive 1');""",
        """
        CREATE TRIGGER "SearchEntryAdded" AFTER INSERT ON "SearchEntries" BEGIN
          INSERT INTO "SearchIndex"(rowid, "Text") VALUES (new."Number", new."Text");
        END;
        """,
        """
        CREATE TRIGGER "SearchEntryDeleted" AFTER DELETE ON "SearchEntries" BEGIN
          INSERT INTO "SearchIndex"("SearchIndex", rowid, "Text") VALUES ('delete', old."Number", old."Text");
        END;
        """,
        """
        CREATE TRIGGER "SearchEntryChanged" AFTER UPDATE OF "Text" ON "SearchEntries" BEGIN
          INSERT INTO "SearchIndex"("SearchIndex", rowid, "Text") VALUES ('delete', old."Number", old."Text");
          INSERT INTO "SearchIndex"(rowid, "Text") VALUES (new."Number", new."Text");
        END;
        """,
    ];

    private static readonly string[] PostgreSql =
    [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
        """CREATE INDEX "IX_SearchEntries_Text" ON "SearchEntries" USING gin ("Text" gin_trgm_ops) WITH (fastupdate = on, gin_pending_list_limit = 64);""",
    ];
}
