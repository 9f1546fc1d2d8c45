using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Looks at everything that a portal needs, whether or not it serves.</summary>
internal sealed class Doctor(IServiceScopeFactory scopes)
{
    /// <summary>In the order in which one hangs on the other.</summary>
    private static readonly Type[] All =
    [
        typeof(SettingsExamination), typeof(FilesExamination), typeof(DiskExamination), typeof(DatabaseExamination), typeof(ClockExamination),
        typeof(KeysExamination), typeof(MailExamination), typeof(AuditExamination), typeof(PeopleExamination),
    ];

    /// <summary>All that was found. Without a database that answers, what needs one is not looked at.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken stopping)
    {
        var hasTables = true;
        foreach (var kind in All.TakeWhile(_ => !stopping.IsCancellationRequested))
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var finding in hasTables || !typeof(IDatabaseExamination).IsAssignableFrom(kind) ? await ExamineAsync(scope.ServiceProvider, kind) : [])
            {
                hasTables &= kind != typeof(DatabaseExamination) || finding.Verdict != Verdict.Wrong;
                yield return finding;
            }
        }
    }

    /// <summary>What cannot be looked at is wrong as well: with wrong settings, or a database that breaks off.</summary>
    private static async Task<IReadOnlyList<Finding>> ExamineAsync(IServiceProvider services, Type kind)
    {
        var found = new List<Finding>();
        try
        {
            await foreach (var finding in ((IExamination)ActivatorUtilities.CreateInstance(services, kind)).RunAsync())
            {
                found.Add(finding);
            }
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or InvalidOperationException or FormatException or ArgumentException)
        {
            found.Add(new(kind.Name.Replace("Examination", "", StringComparison.Ordinal).ToLowerInvariant(), Verdict.Wrong, $"It could not be looked at: {e.Message}",
                kind == typeof(DatabaseExamination) ? DatabaseExamination.Advice(e) : "Mend what is wrong above first."));
        }

        return found;
    }
}
