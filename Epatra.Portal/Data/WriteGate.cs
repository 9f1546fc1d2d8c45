using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Data;

/// <summary>
/// Lets SQLite's writers pass one at a time, in order of arrival. The library's own way, sleeping and trying again,
/// makes the last of 32 writers wait ten times longer. PostgreSQL needs no gate.
/// </summary>
internal sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    public async ValueTask<IDisposable?> EnterAsync(PortalDbContext database)
    {
        if (!database.Database.IsSqlite())
        {
            return null;
        }

        await gate.WaitAsync();
        return new Pass(gate);
    }

    public void Dispose() => gate.Dispose();

    private sealed class Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
