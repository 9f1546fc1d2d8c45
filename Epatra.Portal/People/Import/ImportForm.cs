using System.Text;

namespace Epatra.Portal.People.Import;

/// <summary>What an administrator fills in before an import begins.</summary>
public sealed class ImportForm
{
    /// <summary>Cells of a spreadsheet.</summary>
    public string? Text { get; set; }

    /// <summary>The cells as a file.</summary>
    internal Stream Pasted => new MemoryStream(Encoding.UTF8.GetBytes(Text ?? ""));

    /// <summary>Of the administrator's own authenticator.</summary>
    public string? Code { get; set; }
}
