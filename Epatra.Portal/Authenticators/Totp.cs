using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Epatra.Portal.Authenticators;

/// <summary>Time-based one-time codes: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every app makes them.</summary>
internal static class Totp
{
    public const int Digits = 6;
    public const int StepSeconds = 30;

    /// <summary>How many steps before and after the current one are accepted (RFC 6238 section 5.2 recommends one).</summary>
    public const int Window = 1;

    /// <summary>20 random bytes, the length of the hash (RFC 4226 section 4, R6).</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The time step of a moment: whole periods of 30 seconds since 1970 (RFC 6238 section 4.2).</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>Whole seconds, 1 to 30, until the next time step begins.</summary>
    public static long SecondsLeft(DateTimeOffset moment) => StepSeconds - moment.ToUnixTimeSeconds() % StepSeconds;

    /// <summary>The code of one time step (RFC 4226 section 5.3).</summary>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // every app computes SHA-1 whatever it is told; HMAC does not depend on its collisions
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var offset = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The accepted time step whose code this is, the current one first; null when there is none.</summary>
    public static long? MatchingStep(ReadOnlySpan<byte> secret, string code, long currentStep)
    {
        long? match = null;
        foreach (var step in (ReadOnlySpan<long>)[currentStep + Window, currentStep - Window, currentStep])
        {
            // every step is compared, in the same time, whatever was typed
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), Encoding.UTF8.GetBytes(code)))
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>The six ASCII digits of what was typed or pasted, spaces removed; null when it is not a code.</summary>
    public static string? Normalize(string? typed)
    {
        var digits = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c)));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }
}
