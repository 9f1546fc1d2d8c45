using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;

namespace Epatra.Portal.Fixtures;

/// <summary>What has happened to people before a test looks.</summary>
internal static class Happened
{
    /// <summary>Changes rows, as time or other people would.</summary>
    public static Task ChangeAsync(this PortalHost host, Action<PortalDbContext> change) => host.QueryAsync(async database =>
    {
        change(database);
        return await database.SaveChangesAsync();
    });

    /// <summary>A refused code of a person, as the code page notes it.</summary>
    public static Task NoteAsync(this PortalHost host, TestPerson person, CodeOutcome outcome, int? steps = null, bool certain = false) => host.ChangeAsync(database =>
        database.CodeDiagnoses.Add(new CodeDiagnosis { UserId = person.Id, At = host.Time.Now(), Outcome = outcome, OffsetSteps = steps, Certain = certain }));
}
