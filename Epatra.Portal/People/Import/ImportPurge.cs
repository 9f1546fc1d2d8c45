using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People.Import;

/// <summary>Deletes files with people and what is secret in them, the lines by and by: a sign-in that comes at the same moment waits for a piece of them.</summary>
internal sealed class ImportPurge(PortalDbContext database, Transactions transactions)
{
    private const int Piece = 500;

    /// <summary>Takes the secrets out of files whose import has ended: they are the people's by now, or nobody's.</summary>
    public async Task ForgetSecretsAsync(CancellationToken stopping)
    {
        foreach (var id in await database.Imports.Where(i => i.EndedAt != null && database.ImportLines.Any(l => l.ImportId == i.Id && (l.PasswordHash != null || l.ProtectedSecret != null))).Select(i => i.Id).ToListAsync(stopping))
        {
            var secret = database.ImportLines.Where(l => l.ImportId == id && (l.PasswordHash != null || l.ProtectedSecret != null));
            while (await secret.OrderBy(l => l.Line).Select(l => l.Line).Take(Piece).ToListAsync(stopping) is [.., var last])
            {
                await transactions.RunAsync(_ => secret.Where(l => l.Line <= last)
                    .ExecuteUpdateAsync(l => l.SetProperty(x => x.PasswordHash, (string?)null).SetProperty(x => x.ProtectedSecret, (string?)null)));
            }
        }
    }

    /// <summary>Deletes what is over for long.</summary>
    /// <param name="endedBefore">Of those that were begun, in UTC.</param>
    /// <param name="broughtBefore">Of those that were not, in UTC.</param>
    /// <param name="stopping">Stops between two pieces.</param>
    /// <returns>How many files are gone.</returns>
    public async Task<int> RunAsync(DateTime endedBefore, DateTime broughtBefore, CancellationToken stopping)
    {
        var over = database.Imports.Where(i => i.EndedAt < endedBefore || (i.StartedAt == null && i.CreatedAt < broughtBefore));
        await transactions.RunAsync(_ => over.Where(i => i.State == ImportState.Ready).ExecuteUpdateAsync(i => i.SetProperty(x => x.State, ImportState.Cancelled))); // nobody begins it meanwhile
        await ForgetSecretsAsync(stopping); // where a kill came before
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
