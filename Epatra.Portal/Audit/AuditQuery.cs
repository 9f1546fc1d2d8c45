using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Epatra.Portal.Audit;

/// <summary>What an administrator asked the log for, as it stands in the address of the page.</summary>
/// <param name="Kind">A kind of entry.</param>
/// <param name="Person">Id, mail address or name of whom it happened to or who did it.</param>
/// <param name="Actor">The same of who did it.</param>
/// <param name="From">The first day, in the portal's time zone.</param>
/// <param name="To">The last day.</param>
/// <param name="Text">Part of the details, or a network address.</param>
/// <param name="Before">Position that the entries lie before.</param>
internal sealed record AuditQuery(string? Kind, string? Person, string? Actor, string? From, string? To, string? Text, string? Before)
{
    public AuditKind? KindAsked => Enum.TryParse<AuditKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null;
    public DateOnly? FromAsked => Day(From);
    public DateOnly? ToAsked => Day(To);
    public long? BeforeAsked => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null;

    /// <summary>The address that asks for the same, elsewhere or further back.</summary>
    public string Address(string path, long? before = null)
    {
        (string Name, string? Value)[] fields =
        [
            ("kind", Kind), ("person", Person), ("actor", Actor), ("from", From), ("to", To), ("text", Text),
            ("before", before?.ToString(CultureInfo.InvariantCulture)),
        ];
        return QueryHelpers.AddQueryString(path, fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).Select(field => KeyValuePair.Create(field.Name, field.Value)));
    }

    /// <summary>What was typed, without what is around it; null for nothing. PostgreSQL takes no sign of the number zero.</summary>
    public static string? Typed(string? text) => text?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } typed ? typed : null;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
