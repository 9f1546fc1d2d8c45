using System.Buffers.Binary;
using System.Security.Cryptography;
using Epatra.Portal.Accounts;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Passwords;

/// <summary>Compares passwords with their hashes, on the hashing threads.</summary>
internal sealed class PasswordCheck(IPasswordHasher<PortalUser> hasher, HashingQueue hashing, IOptions<PasswordPolicyOptions> options)
{
    /// <summary>Characters; more is refused before hashing.</summary>
    public const int LongestPassword = 128;

    private static readonly PortalUser Nobody = new() { Name = "", Language = "" };

    /// <summary>A hash in the format of Identity version 3 that no password has: random bytes, with the iterations of the settings.</summary>
    private readonly string nobodysHash = RandomHash(options.Value.Iterations);

    /// <summary>Whether it is the person's password. An unknown person takes the same time as a wrong password.</summary>
    /// <exception cref="HashingBusyException">Too many sign-ins at once.</exception>
    public async Task<bool> IsRightAsync(PortalUser? user, string password)
    {
        if (password.Length > LongestPassword || UnicodeText.Nfc(password) is not { } normalized)
        {
            return false;
        }

        var hash = user?.PasswordHash ?? nobodysHash;
        return await hashing.RunAsync(() => hasher.VerifyHashedPassword(user ?? Nobody, hash, normalized)) != PasswordVerificationResult.Failed
            && user is not null;
    }

    public Task<string> HashAsync(PortalUser user, string password) =>
        hashing.RunAsync(() => hasher.HashPassword(user, UnicodeText.Nfc(password) ?? throw new ArgumentException("Not text.", nameof(password))));

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
