using System.Buffers.Binary;
using System.Security.Cryptography;
using Epatra.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>Compares passwords with their hashes, on the hashing threads.</summary>
internal sealed class PasswordCheck(IPasswordHasher<PortalUser> hasher, HashingQueue hashing, IOptions<PasswordPolicyOptions> options)
{
    /// <summary>Characters, as <see cref="PasswordText"/> counts them; more is refused before hashing.</summary>
    public const int LongestPassword = 128;

    private static readonly PortalUser Nobody = new() { Name = "", Language = "" };

    /// <summary>A hash in the format of Identity version 3 that no password has: random bytes, with the iterations of the settings.</summary>
    private readonly string nobodysHash = RandomHash(options.Value.Iterations);

    /// <summary>Whether it is the person's password. An unknown person takes the same time as a wrong password.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<bool> IsRightAsync(PortalUser? user, string password) =>
        await VerifyAsync(user, user?.PasswordHash, password) != PasswordVerificationResult.Failed;

    /// <summary>The same, for a hash that is not, or no longer, the person's own.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<bool> MatchesAsync(PortalUser user, string hash, string password) =>
        await VerifyAsync(user, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>The same, with a new hash in place of one that has fewer iterations than the settings say.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<(bool Right, string? NewHash)> CheckAsync(PortalUser? user, string password) =>
        await VerifyAsync(user, user?.PasswordHash, password) switch
        {
            PasswordVerificationResult.Failed => (false, null),
            PasswordVerificationResult.Success => (true, null),
            PasswordVerificationResult.SuccessRehashNeeded => (true, await HashAsync(user!, password)),
        };

    public Task<string> HashAsync(PortalUser user, string password) =>
        hashing.RunAsync(() => hasher.HashPassword(user, PasswordText.Canonical(password) ?? throw new ArgumentException("Not a password.", nameof(password))));

    private async Task<PasswordVerificationResult> VerifyAsync(PortalUser? user, string? hash, string password)
    {
        if (PasswordText.Canonical(password) is not { } normalized)
        {
            return PasswordVerificationResult.Failed;
        }

        var result = await hashing.RunAsync(() => Verify(user ?? Nobody, hash ?? nobodysHash, normalized));
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    /// <summary>A wrong password takes as long with a hash of few iterations, which came along from elsewhere, as with none: or it would tell who has an account.</summary>
    private PasswordVerificationResult Verify(PortalUser user, string hash, string password)
    {
        var result = hasher.VerifyHashedPassword(user, hash, password);
        if (result == PasswordVerificationResult.Failed && options.Value.Iterations - Iterations(hash) is > 0 and var rest)
        {
            hasher.VerifyHashedPassword(Nobody, RandomHash(rest), password);
        }

        return result;
    }

    /// <summary>Of a hash in the format of Identity version 3; 0 for any other.</summary>
    private static int Iterations(string hash)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Convert.TryFromBase64String(hash, bytes, out var length) && length >= 13 ? BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) : 0;
    }

    private static string RandomHash(int iterations)
    {
        const int Salt = 16, Subkey = 32, Sha512 = 2;
        var bytes = RandomNumberGenerator.GetBytes(13 + Salt + Subkey);
        bytes[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), Sha512);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), Salt);
        return Convert.ToBase64String(bytes);
    }
}
