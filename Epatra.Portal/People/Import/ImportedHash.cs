using System.Buffers.Binary;

namespace Epatra.Portal.People.Import;

/// <summary>
/// Password hashes of ASP.NET Core Identity, version 3: a byte 1, then three numbers of four bytes each, the highest byte
/// first (hash function, iterations, bytes of salt), the salt, and at least 16 bytes of hash. See PasswordHasher of the framework.
/// </summary>
internal static class ImportedHash
{
    private const int Head = 13;
    private const int Sha512 = 2;

    /// <summary>Twice what the portal takes itself: more would keep the others waiting for each sign-in.</summary>
    private const uint MostIterations = 420_000;

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
        return function <= Sha512 && iterations is > 0 and <= MostIterations && salt is >= 16 and <= 64 && length - Head - salt is >= 16 and <= LongestSubkey;
    }

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
