namespace Epatra.Portal.People.Import;

/// <summary>What an administrator fills in before an import begins.</summary>
public sealed class ImportForm
{
    /// <summary>Of the administrator's own authenticator.</summary>
    public string? Code { get; set; }
}
