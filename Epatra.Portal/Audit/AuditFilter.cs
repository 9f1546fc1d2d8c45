namespace Epatra.Portal.Audit;

/// <summary>Which entries of the log; what is null does not count.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="People">Ids of whom it happened to, or who did it.</param>
/// <param name="Actors">Ids of who did it.</param>
/// <param name="From">Since this moment, in UTC.</param>
/// <param name="Until">Before this moment, in UTC.</param>
/// <param name="Text">Part of the details, or the whole network address.</param>
internal sealed record AuditFilter(
    AuditKind? Kind = null,
    IReadOnlyList<string>? People = null,
    IReadOnlyList<string>? Actors = null,
    DateTime? From = null,
    DateTime? Until = null,
    string? Text = null)
{
    public static readonly AuditFilter All = new();
}
