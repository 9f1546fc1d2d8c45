using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Epatra.Portal.Data;

/// <summary>
/// Keeps SQLite's connection open as long as its context, which is a request or an operation. EF closes it after each
/// command, and each opening registers all of EF's functions anew: half of the work of a sign-in.
/// </summary>
internal sealed class KeptConnection : DbConnectionInterceptor
{
    public static readonly KeptConnection Instance = new();

    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        InterceptionResult.Suppress();

    public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        ValueTask.FromResult(InterceptionResult.Suppress());
}
