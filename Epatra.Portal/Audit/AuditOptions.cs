using System.ComponentModel.DataAnnotations;

namespace Epatra.Portal.Audit;

internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Whole calendar months that entries are kept; 0 for ever.</summary>
    [Range(0, 1200, ErrorMessage = "a whole number of months from 0 to 1200")]
    public int KeepMonths { get; init; }
}
