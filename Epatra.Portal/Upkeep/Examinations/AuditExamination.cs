using System.Globalization;
using Epatra.Portal.Audit;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>The audit log hangs together, and where it ends.</summary>
internal sealed class AuditExamination(AuditVerification verification) : IDatabaseExamination
{
    public string Of => "audit";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        var verdict = await verification.RunAsync(expected: null);
        yield return verdict.IsIntact
            ? new(Of, Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries:N0} entries hang together; the head is {verdict.Head}."))
            : new(Of, Verdict.Wrong, $"The log is not as it was written: {verdict.Breaks[0]}.", CommandLine.Example("audit verify") + " names all that is broken. Find out who can write to the database.");
    }
}
