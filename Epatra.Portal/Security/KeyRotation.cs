using System.Security.Cryptography;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.People.Import;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Security;

/// <param name="Key">The id of the new key.</param>
/// <param name="KeysEncryptedAnew">Keys that only an earlier certificate opened.</param>
/// <param name="Renewed">Values that are protected by the new key now.</param>
/// <param name="Unreadable">Values whose key is not there any more; they are as they were.</param>
internal sealed record KeyRotationReport(Guid Key, int KeysEncryptedAnew, int Renewed, int Unreadable);

/// <summary>Makes a new data-protection key, and protects by it what the database holds. Older keys stay, for cookies.</summary>
internal sealed class KeyRotation(
    PortalDbContext database,
    Transactions transactions,
    KeyEncryption encryption,
    FreshKeyManager keys,
    AuthenticatorSecrets secrets,
    RequestSeeds seeds,
    MailBodies bodies,
    TimeProvider time)
{
    /// <summary>Until every node that serves has noticed the key: three looks of <see cref="KeyWatch"/>.</summary>
    public static readonly TimeSpan Notice = 3 * KeyWatch.Every;

    /// <summary>Days that a key is used; the framework's own default.</summary>
    private const int Life = 90;

    /// <summary>Rows of one transaction: a sign-in that comes at the same moment waits for milliseconds.</summary>
    private const int Batch = 200;

    private const string Id = nameof(Id);

    private int renewed;
    private int unreadable;

    /// <param name="notice">How long before the key is used; zero where nobody serves.</param>
    /// <param name="stopping">Gives up: what is done by then stays, and the next run does the rest.</param>
    public async Task<KeyRotationReport> RunAsync(TimeSpan notice, CancellationToken stopping)
    {
        var encrypted = await transactions.RunAsync(_ => encryption.RenewAsync());
        var from = time.GetUtcNow() + (notice > TimeSpan.Zero ? notice + KeyWatch.CountsBefore : TimeSpan.Zero);
        var key = keys.CreateNewKey(from, from.AddDays(Life));
        await transactions.RunAsync(effects =>
        {
            effects.Audit(AuditKind.KeysRotated, null, $"key {key.KeyId}");
            return Task.CompletedTask;
        });
        await Task.Delay(notice, time, stopping);
        keys.Forget();
        await RenewAsync(stopping);
        return new(key.KeyId, encrypted, renewed, unreadable);
    }

    /// <summary>Every column whose name begins with Protected. Lines of an import come first: they become authenticators.</summary>
    private async Task RenewAsync(CancellationToken stopping)
    {
        foreach (var import in await database.Imports.Select(i => i.Id).ToListAsync(stopping))
        {
            await RenewAsync<ImportLine, int>(
                database.ImportLines.Where(l => l.ImportId == import && l.ProtectedSecret != null), nameof(ImportLine.Line), nameof(ImportLine.ProtectedSecret), Secret, stopping);
        }

        await RenewAsync<Authenticator, Guid>(database.Authenticators, Id, nameof(Authenticator.ProtectedSecret), Secret, stopping);
        await RenewAsync<HelpRequest, Guid>(database.HelpRequests.Where(r => r.ProtectedSeed != ""), Id, nameof(HelpRequest.ProtectedSeed), seeds.Renew, stopping);
        await RenewAsync<OutboxMail, Guid>(database.OutboxMails, Id, nameof(OutboxMail.ProtectedText), Body, stopping);
        await RenewAsync<OutboxMail, Guid>(database.OutboxMails, Id, nameof(OutboxMail.ProtectedHtml), Body, stopping);
    }

    private string Secret(string value) => secrets.Protect(secrets.Unprotect(value));

    private string Body(string value) => bodies.Protect(bodies.Unprotect(value));

    /// <param name="rows">Those with a value.</param>
    /// <param name="key">The column that tells these rows apart.</param>
    /// <param name="column">With the value.</param>
    /// <param name="renew">Protects a value anew.</param>
    /// <param name="stopping">Gives up.</param>
    private async Task RenewAsync<TRow, TKey>(IQueryable<TRow> rows, string key, string column, Func<string, string> renew, CancellationToken stopping)
        where TRow : class
        where TKey : struct
    {
        foreach (var some in (await rows.Select(row => EF.Property<TKey>(row, key)).ToListAsync(stopping)).Chunk(Batch))
        {
            var values = await rows.AsNoTracking().Where(row => some.Contains(EF.Property<TKey>(row, key)))
                .Select(row => new { Key = EF.Property<TKey>(row, key), Value = EF.Property<string>(row, column) }).ToListAsync(stopping);
            await transactions.RunAsync(async _ =>
            {
                foreach (var value in values)
                {
                    await RenewAsync(rows.Where(row => EF.Property<TKey>(row, key).Equals(value.Key)), column, value.Value, renew);
                }
            });
        }
    }

    /// <summary>Only when it is still what was read.</summary>
    private async Task RenewAsync<TRow>(IQueryable<TRow> row, string column, string old, Func<string, string> renew)
        where TRow : class
    {
        try
        {
            var anew = renew(old);
            renewed += await row.Where(r => EF.Property<string>(r, column) == old).ExecuteUpdateAsync(r => r.SetProperty(x => EF.Property<string>(x, column), anew));
        }
        catch (CryptographicException)
        {
            unreadable++;
        }
    }
}
