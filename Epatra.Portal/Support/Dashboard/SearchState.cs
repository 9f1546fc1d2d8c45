using Epatra.Portal.Accounts;

namespace Epatra.Portal.Support.Dashboard;

/// <summary>A search as it stands: what is asked, what was found, and who is chosen of them.</summary>
internal sealed class SearchState
{
    private string answered = "";

    public string Question { get; private set; } = "";

    /// <summary>Of the newest answer, until there is one to the question.</summary>
    public FoundPeople Found { get; private set; } = new([], More: false);

    /// <summary>Place in the list of whoever is chosen with the arrow keys; -1 for nobody.</summary>
    public int Active { get; private set; } = -1;

    /// <summary>Whether what was found answers the question, and not an earlier one.</summary>
    public bool IsAnswered => answered == Question;

    public bool NobodyFound => IsAnswered && Found.People.Count == 0 && SearchText.Terms(Question).Count > 0;

    /// <summary>Whom Enter opens: the chosen one, or the first. Nobody while the list answers an earlier question.</summary>
    public FoundPerson? Chosen => IsAnswered ? Found.People.ElementAtOrDefault(Math.Max(Active, 0)) : null;

    public void Ask(string question) => (Question, Active) = (question, -1);

    public void Answer(string asked, FoundPeople found)
    {
        if (asked == Question) // or the answer to what was typed since is there already
        {
            (Found, answered, Active) = (found, asked, -1);
        }
    }

    /// <summary>The page that follows what was found before, unless something else was found since.</summary>
    public void Append(FoundPeople before, FoundPeople next) =>
        Found = Found == before ? new([.. before.People, .. next.People], next.More) : Found;

    public void Move(int by) => Active = Math.Clamp(Active + by, -1, Found.People.Count - 1);
}
