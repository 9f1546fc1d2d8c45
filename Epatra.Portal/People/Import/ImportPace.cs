namespace Epatra.Portal.People.Import;

/// <summary>How fast an import is, from the first look of a page to its last one: what it did before, or a rest between, says nothing.</summary>
internal sealed class ImportPace
{
    private ImportView? first;
    private ImportView? last;

    public void See(ImportView view) => (first, last) = (first ?? view, view);

    /// <summary>Lines a second; null before there is anything to tell.</summary>
    public double? Rate => first is not null && last is not null && last.Seen > first.Seen && last.At > first.At
        ? (last.Seen - first.Seen) / (last.At - first.At).TotalSeconds
        : null;

    public TimeSpan? Remaining => Rate is { } rate ? TimeSpan.FromSeconds((last!.Import.Lines - last.Seen) / rate) : null;
}
