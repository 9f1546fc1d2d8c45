using System.Data.Common;

namespace Epatra.Portal.Data;

internal static class Outage
{
    /// <summary>Whether the database is away, as opposed to a bug. EF wraps what it thinks may pass.</summary>
    public static bool IsDatabaseAway(this Exception exception) => exception is DbException || exception.InnerException is DbException;
}
