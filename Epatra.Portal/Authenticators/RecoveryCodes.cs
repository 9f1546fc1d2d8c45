using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Authenticators;

/// <summary>A fresh set as the person sees it once, with its rows.</summary>
internal sealed record RecoveryCodeSet(IReadOnlyList<string> Codes, IReadOnlyList<RecoveryCode> Rows, DateTime MadeAt);

/// <summary>Makes sets of recovery codes, and uses them up.</summary>
internal sealed class RecoveryCodes(PortalDbContext database, HashingQueue hashing, TimeProvider time)
{
    public const int Count = 10;

    // Digits and capitals without 0, 1, I and O: 32 signs, so 16 of them are 80 random bits.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 16;

    /// <summary>80 random bits are out of reach of guessing by themselves; the slow hash is for defence in depth.</summary>
    private const int Iterations = 20_000;

    /// <summary>Ten new codes, hashed; nothing is written yet. Null when too many sign-ins are hashed at once.</summary>
    public async Task<RecoveryCodeSet?> TryMakeAsync(string userId)
    {
        try
        {
            return await hashing.RunAsync(() => Make(userId));
        }
        catch (HashingBusyException)
        {
            return null;
        }
    }

    /// <summary>Part of a transaction: the new set takes the place of the old one.</summary>
    public async Task ReplaceAsync(string userId, RecoveryCodeSet set)
    {
        await database.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync();
        database.RecoveryCodes.AddRange(set.Rows);
    }

    /// <summary>How many are left.</summary>
    public Task<int> LeftAsync(string userId) => database.RecoveryCodes.CountAsync(code => code.UserId == userId && code.UsedAt == null && code.RetiredAt == null);

    /// <summary>The signs of what was typed, in any spelling: spaces, dashes and case do not count. Null when it is not a recovery code.</summary>
    public static string? Normalize(string? typed)
    {
        var signs = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.DashPunctuation)).ToUpperInvariant();
        return signs.Length == Length && signs.All(Alphabet.Contains) ? signs : null;
    }

    /// <summary>The slow hash of a code, under the salt of the person's set; of somebody without one it takes as long.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<string> HashAsync(string userId, string code)
    {
        var salt = await database.RecoveryCodes.Where(c => c.UserId == userId && c.RetiredAt == null).Select(c => c.Salt).FirstOrDefaultAsync();
        return await hashing.RunAsync(() => Hash(code, Convert.FromBase64String(salt ?? "")));
    }

    /// <summary>Part of a transaction: one conditional update decides who used it first. False for a wrong and for a used one.</summary>
    public async Task<bool> UseAsync(string userId, string hash)
    {
        var now = time.Now();
        return await database.RecoveryCodes.Where(code => code.UserId == userId && code.Hash == hash && code.UsedAt == null && code.RetiredAt == null)
            .ExecuteUpdateAsync(code => code.SetProperty(c => c.UsedAt, now)) == 1;
    }

    /// <summary>PBKDF2-HMAC-SHA512 of a code without its dashes.</summary>
    public static string Hash(string code, byte[] salt) =>
        Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(code), salt, Iterations, HashAlgorithmName.SHA512, 32));

    private RecoveryCodeSet Make(string userId)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        string[] codes = [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Length))];
        var now = time.Now();
        return new RecoveryCodeSet(
            [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(group => new string(group))))],
            [.. codes.Select(code => new RecoveryCode { UserId = userId, Salt = Convert.ToBase64String(salt), Hash = Hash(code, salt), CreatedAt = now })],
            now);
    }
}
