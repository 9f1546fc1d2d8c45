namespace Epatra.Portal.People;

/// <summary>What is posted with the preview of an act for many.</summary>
public sealed class BulkForm
{
    public string? Company { get; set; }

    /// <summary>Of the administrator's own authenticator.</summary>
    public string? Code { get; set; }

    /// <summary>To how many people the preview said it happens.</summary>
    public int? Previewed { get; set; }
}
