namespace Epatra.Portal.People;

/// <summary>The rows of the list in one browser, and which of them are chosen: nothing moves under the cursor, whoever comes meanwhile.</summary>
internal sealed class ShownPeople
{
    private readonly HashSet<string> chosen = [];

    /// <summary>Null until it is read.</summary>
    public PeoplePart? Part { get; private set; }

    /// <summary>Whether somebody belongs here who is not shown yet.</summary>
    public bool Newer { get; private set; }

    public IReadOnlyList<ListedPerson> Rows => Part?.Rows ?? [];
    public IReadOnlyList<string> Ids => [.. Rows.Select(row => row.Id)];
    public int Chosen => chosen.Count;

    public bool IsChosen(string id) => chosen.Contains(id);

    public void Show(PeoplePart part)
    {
        (Part, Newer) = (part, false);
        chosen.IntersectWith(Ids);
    }

    /// <summary>Compares with the page as it would be read now. Behind the last row that is shown are those of the next page, who move up when somebody goes.</summary>
    public void Compare(PeoplePart now)
    {
        var found = now.Rows.Select(row => row.Id).ToList();
        var last = Part?.Next is null ? -1 : found.FindLastIndex(Ids.Contains);
        Newer = found.Take(last < 0 ? found.Count : last).Except(Ids).Any();
    }

    /// <summary>Puts rows in the place of what they were before.</summary>
    /// <param name="ids">Which were read.</param>
    /// <param name="read">Without those who are gone.</param>
    public void Update(IReadOnlyList<string> ids, IReadOnlyList<ListedPerson> read)
    {
        var now = read.ToDictionary(row => row.Id);
        Part = Part! with { Rows = [.. Rows.Where(row => now.ContainsKey(row.Id) || !ids.Contains(row.Id)).Select(row => now.GetValueOrDefault(row.Id, row))] };
        chosen.IntersectWith(Ids);
    }

    public void Choose(string id, bool wanted) => _ = wanted ? chosen.Add(id) : chosen.Remove(id);

    public void ChooseAll(bool wanted)
    {
        chosen.Clear();
        chosen.UnionWith(wanted ? Ids : []);
    }
}
