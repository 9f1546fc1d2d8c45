using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Support;

namespace Epatra.Portal.People.Import;

/// <summary>An import at a moment.</summary>
/// <param name="Import">How far it is.</param>
/// <param name="At">The moment, in UTC.</param>
public sealed record ImportView(PeopleImport Import, DateTime At)
{
    /// <summary>Lines that were dealt with, one way or the other.</summary>
    public int Seen => Import.Done + Import.LeftOut;
}

/// <summary>Imports, for administrators.</summary>
internal sealed class ImportDesk(Imports imports, ImportRows rows, Desk desk, Transactions transactions, TimeProvider time)
{
    private const int Newest = 10;

    /// <inheritdoc cref="Imports.ReadAsync"/>
    public Task<(PeopleImport? Import, ImportFault? Fault)> ReadAsync(Stream stream, string? fileName, CancellationToken stopping)
    {
        _ = desk.Administrator;
        return imports.ReadAsync(stream, fileName, stopping);
    }

    public Task<PeopleImport?> FindAsync(Guid id)
    {
        _ = desk.Administrator;
        return rows.FindAsync(id);
    }

    public async Task<ImportView?> ViewAsync(Guid id) => await FindAsync(id) is { } import ? new(import, time.Now()) : null;

    public Task<ImportPreview> PreviewAsync(Guid id)
    {
        _ = desk.Administrator;
        return rows.PreviewAsync(id);
    }

    public Task<List<PeopleImport>> NewestAsync()
    {
        _ = desk.Administrator;
        return rows.NewestAsync(Newest);
    }

    /// <summary>The import whose lines are taken out of the portal, which is an entry of the audit log; null where there is none.</summary>
    public async Task<PeopleImport?> TakeOutAsync(Guid id)
    {
        if (await FindAsync(id) is not { } import)
        {
            return null;
        }

        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.ImportExported, null, $"import {id}");
            return Task.CompletedTask;
        });
        return import;
    }

    public IAsyncEnumerable<ImportLine> Lines(Guid id, CancellationToken stopping)
    {
        _ = desk.Administrator;
        return rows.AllAsync(id, stopping);
    }

    public Task<ImportStart> StartAsync(Guid id)
    {
        _ = desk.Administrator;
        return imports.StartAsync(id);
    }

    public Task<bool> CancelAsync(Guid id)
    {
        _ = desk.Administrator;
        return imports.CancelAsync(id);
    }
}
