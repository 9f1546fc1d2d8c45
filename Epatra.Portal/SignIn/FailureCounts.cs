using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.SignIn;

/// <summary>Counts failures by one atomic statement each, so that parallel requests lose none.</summary>
internal sealed class FailureCounts(PortalDbContext database)
{
    /// <summary>The row on which passwords for unknown addresses count: an unknown person costs the same work as a wrong password.</summary>
    private const string Nobody = "";

    public Task PasswordFailedAsync(string? userId) => database.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "FailureCounts" ("UserId", "Passwords", "Codes") VALUES ({userId ?? Nobody}, 1, 0)
        ON CONFLICT ("UserId") DO UPDATE SET "Passwords" = "FailureCounts"."Passwords" + 1
        """);

    public Task CodeFailedAsync(string userId) => database.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "FailureCounts" ("UserId", "Passwords", "Codes") VALUES ({userId}, 0, 1)
        ON CONFLICT ("UserId") DO UPDATE SET "Codes" = "FailureCounts"."Codes" + 1
        """);

    public Task PasswordAcceptedAsync(string userId) => database.FailureCounts
        .Where(count => count.UserId == userId).ExecuteUpdateAsync(count => count.SetProperty(c => c.Passwords, 0));

    public Task CodeAcceptedAsync(string userId) => database.FailureCounts
        .Where(count => count.UserId == userId).ExecuteUpdateAsync(count => count.SetProperty(c => c.Codes, 0));
}
