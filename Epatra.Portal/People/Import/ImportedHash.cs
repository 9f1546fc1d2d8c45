using System.Buffers.Binary;
using Epatra.Portal.Passwords;

namespace Epatra.Portal.People.Import;

/// <summary>
/// Password hashes of ASP.NET Core Identity, version 3: a byte 1, then three numbers of four bytes each, the highest byte
/// first (hash function, iterations, bytes of salt), the salt, and at least 16 bytes of hash. See PasswordHasher of the framework.
/// </summary>
internal static class ImportedHash
{
    private const int Head = 13;
    private const int Sha512 = 2;

    /// <summary>Of the other functions, as old versions had: so few that it makes no difference to what an iteration of theirs takes.</summary>
    private const uint MostOfOthers = 10_000;

    /// <summary>What the portal takes itself: with more, a wrong password would take longer than an address that is not known.</summary>
    private static readonly uint MostIterations = (uint)new PasswordPolicyOptions().Iterations;

    /// <summary>Bytes of hash: with more, each block of the function costs all iterations again.</summary>
    private const uint LongestSubkey = 32;

    public static bool IsReadable(string hash)
    {
        var bytes = new byte[hash.Length];
        if (!Convert.TryFromBase64String(hash, bytes, out var length) || length < Head || bytes[0] != 1)
        {
            return false;
        }

        var (function, iterations, salt) = (Number(bytes, 1), Number(bytes, 5), Number(bytes, 9));
        return function <= Sha512 && iterations > 0 && iterations <= (function == Sha512 ? MostIterations : MostOfOthers) && salt is >= 16 and <= 64 && length - Head - salt is >= 16 and <= LongestSubkey;
    }

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
