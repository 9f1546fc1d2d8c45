using System.Runtime.CompilerServices;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.People.Import;

/// <summary>Reads the imports and their lines.</summary>
internal sealed class ImportRows(PortalDbContext database)
{
    private const int Piece = 2_000;

    /// <summary>Lines that the preview shows of each kind; all of them are in the file of the result.</summary>
    public const int Shown = 100;

    public const int Sample = 5;

    public Task<PeopleImport?> FindAsync(Guid id) => database.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id);

    /// <summary>The newest first, without those that are still being read.</summary>
    public Task<List<PeopleImport>> NewestAsync(int count) =>
        database.Imports.AsNoTracking().Where(i => i.State != ImportState.Reading).OrderByDescending(i => i.CreatedAt).Take(count).ToListAsync();

    public async Task<ImportPreview> PreviewAsync(Guid id)
    {
        var lines = database.ImportLines.AsNoTracking().Where(l => l.ImportId == id);
        var good = lines.Where(l => l.Problems == ImportProblems.None);
        return new(
            await lines.Where(l => l.Problems != ImportProblems.None).OrderBy(l => l.Line).Take(Shown).ToListAsync(),
            await good.OrderBy(l => l.Line).Take(Sample).ToListAsync(),
            await good.CountAsync(l => l.PasswordHash == null),
            await good.CountAsync(l => l.ProtectedSecret != null));
    }

    /// <summary>All lines in their order, some at a time: no slow reader holds the database up.</summary>
    public async IAsyncEnumerable<ImportLine> AllAsync(Guid id, [EnumeratorCancellation] CancellationToken stopping)
    {
        var (last, more) = (0, true);
        while (more)
        {
            var from = last;
            var piece = await database.ImportLines.AsNoTracking().Where(l => l.ImportId == id && l.Line > from).OrderBy(l => l.Line).Take(Piece).ToListAsync(stopping);
            foreach (var line in piece)
            {
                yield return line;
            }

            (last, more) = (piece.Count == 0 ? last : piece[^1].Line, piece.Count == Piece);
        }
    }
}

/// <summary>What an import would do.</summary>
/// <param name="Problems">The first lines that are left out.</param>
/// <param name="First">The first people, as they will be.</param>
/// <param name="Invited">How many get an invitation.</param>
/// <param name="WithKey">How many bring their authenticator.</param>
public sealed record ImportPreview(IReadOnlyList<ImportLine> Problems, IReadOnlyList<ImportLine> First, int Invited, int WithKey);
