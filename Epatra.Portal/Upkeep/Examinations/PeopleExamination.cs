using Epatra.Portal.Accounts;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Somebody administers, and somebody can help that one.</summary>
internal sealed class PeopleExamination(SetUp setUp) : IDatabaseExamination
{
    public string Of => "people";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        yield return await setUp.IsNeededAsync() ? new(Of, Verdict.Warning, "No administrator can sign in.", "Start the portal anew: it prints a link that makes one.")
            : await setUp.IsAloneAsync() ? new(Of, Verdict.Warning, "There is only one administrator, and nobody could help that one.", "Make a second administrator.")
            : new(Of, Verdict.Ok, "Several administrators can sign in.");
    }
}
