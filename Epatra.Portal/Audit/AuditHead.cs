using System.Globalization;

namespace Epatra.Portal.Audit;

/// <summary>
/// The newest entry of the log, as it is kept outside the database: whoever can change every row can make a new chain, but
/// not one that leads to a head that was written down elsewhere.
/// </summary>
internal sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>As it is printed and typed: the position, a colon and the hash.</summary>
    public static AuditHead? Parse(string text) =>
        text.Split(':') is [var sequence, { Length: 64 } hash] && hash.All(char.IsAsciiHexDigitLower)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(number, hash)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");
}
