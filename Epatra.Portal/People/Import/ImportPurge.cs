using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People.Import;

/// <summary>Deletes files with people, the lines by and by: a sign-in that comes at the same moment waits for a piece of them.</summary>
internal sealed class ImportPurge(PortalDbContext database, Transactions transactions)
{
    private const int Piece = 500;

    /// <summary>Deletes what is over for long.</summary>
    /// <param name="endedBefore">Of those that were begun, in UTC.</param>
    /// <param name="broughtBefore">Of those that were not, in UTC.</param>
    /// <param name="stopping">Stops between two pieces.</param>
    /// <returns>How many files are gone.</returns>
    public async Task<int> RunAsync(DateTime endedBefore, DateTime broughtBefore, CancellationToken stopping)
    {
        var over = database.Imports.Where(i => i.EndedAt < endedBefore || (i.StartedAt == null && i.CreatedAt < broughtBefore));
        await transactions.RunAsync(_ => over.Where(i => i.State == ImportState.Ready).ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Cancelled))); // nobody begins it meanwhile
        var removed = 0;
        foreach (var id in await over.Select(i => i.Id).ToListAsync(stopping))
        {
            var lines = database.ImportLines.Where(l => l.ImportId == id).OrderBy(l => l.Line).Select(l => l.Line);
            while (await lines.Take(Piece).ToListAsync(stopping) is [.., var last])
            {
                await transactions.RunAsync(_ => database.ImportLines.Where(l => l.ImportId == id && l.Line <= last).ExecuteDeleteAsync());
            }

            removed += await transactions.RunAsync(_ => over.Where(i => i.Id == id).ExecuteDeleteAsync());
        }

        return removed;
    }
}
