using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Security;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Keys, certificate and database belong together, and the certificate lasts.</summary>
internal sealed class KeysExamination(StartCheck check, KeyCertificate certificate, KeyEncryption encryption, PortalDbContext database, TimeProvider time) : IDatabaseExamination
{
    /// <summary>Days before its end that the certificate should be changed.</summary>
    private const int Soon = 60;

    public string Of => "keys";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        var problems = await check.ProblemsAsync();
        foreach (var problem in problems)
        {
            yield return new(Of, Verdict.Wrong, problem);
        }

        if (problems.Count == 0)
        {
            yield return new(Of, Verdict.Ok, $"Keys that are readable, and open the secrets of authenticators: {await database.DataProtectionKeys.CountAsync()}.");
        }

        if (certificate.Certificate is { } given)
        {
            yield return Judge(given.NotAfter.ToUniversalTime(), time.Now());
        }

        if (await encryption.CountEarlierAsync() is > 0 and var earlier)
        {
            yield return new(Of, Verdict.Warning, $"Keys that are encrypted with another certificate than that of Security:KeyCertificate: {earlier}.", "Run: " + CommandLine.Example("keys rotate"));
        }
    }

    /// <param name="end">Of the certificate, in UTC.</param>
    /// <param name="now">In UTC.</param>
    public static Finding Judge(DateTime end, DateTime now) => end < now.AddDays(Soon)
        ? new("keys", Verdict.Warning, string.Create(CultureInfo.InvariantCulture, $"The certificate of Security:KeyCertificate {(end < now ? "ended" : "ends")} on {end:yyyy-MM-dd}; it opens the keys all the same."),
            "Change it: README.md, 'Upkeep', says how.")
        : new("keys", Verdict.Ok, string.Create(CultureInfo.InvariantCulture, $"The certificate of Security:KeyCertificate lasts until {end:yyyy-MM-dd}."));
}
