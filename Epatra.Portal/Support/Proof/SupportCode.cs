using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Epatra.Portal.Support.Proof;

/// <summary>
/// The eight digits that a waiting page shows and its reader reads out: they name the browser. Seven digits are made from
/// the request's own seed and the time, the eighth checks them (ISO/IEC 7064, MOD 11,10).
/// </summary>
internal static class SupportCode
{
    public const int Digits = 8;
    private const int Numbers = 10_000_000;

    /// <summary>How long a page shows the same one.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>For ten minutes more it still counts: it is read out over a telephone.</summary>
    private const int StillValid = 2;

    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(32);

    /// <summary>The code of this moment.</summary>
    public static string At(ReadOnlySpan<byte> seed, DateTimeOffset time) => Of(seed, Step(time));

    /// <summary>Whether these digits are the code of this moment, or of one of the two before it.</summary>
    public static bool Fits(ReadOnlySpan<byte> seed, string digits, DateTimeOffset time)
    {
        var (fits, step) = (false, Step(time));
        for (var back = 0; back <= StillValid; back++)
        {
            fits |= Of(seed, step - back) == digits;
        }

        return fits;
    }

    /// <summary>The eight digits of what was typed, without spaces and dashes; null for what cannot be a support code, as after a slip.</summary>
    public static string? Normalize(string? typed)
    {
        var digits = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.')));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) && CheckDigit(digits[..^1]) == digits[^1] ? digits : null;
    }

    /// <summary>In two groups, as it is read out.</summary>
    public static string Grouped(string digits) => $"{digits[..4]} {digits[4..]}";

    private static long Step(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / Life.Ticks;

    private static string Of(ReadOnlySpan<byte> seed, long step)
    {
        Span<byte> moment = stackalloc byte[8], hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        HMACSHA256.HashData(seed, moment, hash);
        var digits = (BinaryPrimitives.ReadUInt64BigEndian(hash) % Numbers).ToString("0000000", System.Globalization.CultureInfo.InvariantCulture);
        return digits + CheckDigit(digits);
    }

    /// <summary>ISO/IEC 7064, MOD 11,10: finds every wrong digit, and nearly every pair that was swapped.</summary>
    internal static char CheckDigit(string digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (product + digit - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + ((11 - product) % 10));
    }
}
