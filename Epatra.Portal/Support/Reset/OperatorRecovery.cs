using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Support.Reset;

/// <summary>The last way back, for the operator of the machine: whoever has the database has everything anyway.</summary>
internal sealed class OperatorRecovery(
    PortalDbContext database, UserManager<PortalUser> users, FailureCounts failures, ResetExecution execution, Alerts alerts, Transactions transactions, TimeProvider time)
{
    /// <summary>Retires the person's authenticators; for 24 hours whoever gives the password may enrol a new one.</summary>
    /// <returns>Null when nobody has the address, or the account is locked.</returns>
    public Task<PortalUser?> RecoverAsync(string email) => transactions.RunAsync(async effects =>
    {
        var address = users.NormalizeName(email.Trim());
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedUserName == address && u.DisabledAt == null) is not { } person)
        {
            return null;
        }

        await failures.HoldAsync(person.Id);
        await execution.OpenAsync(person, browser: null, ResetExecution.Window, time.Now(), effects);
        effects.Audit(AuditKind.AuthenticatorsReset, person.Id, "by the operator's command line");
        alerts.Tell(person, () => Help.RequestTexts.ResetMailSubject, () => Help.RequestTexts.RecoverMailText, effects);
        return person;
    });
}
