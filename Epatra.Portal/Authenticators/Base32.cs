namespace Epatra.Portal.Authenticators;

/// <summary>Base32 of RFC 4648 section 6, without padding: the alphabet of every authenticator app.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var value = 0;
            for (var bit = i * 5; bit < i * 5 + 5; bit++)
            {
                var set = bit / 8 < bytes.Length && (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
                value = value << 1 | (set ? 1 : 0);
            }

            text[i] = Alphabet[value];
        }

        return new string(text);
    }

    /// <exception cref="FormatException">A character is not of the alphabet.</exception>
    public static byte[] Decode(string text)
    {
        if (!text.All(Alphabet.Contains))
        {
            throw new FormatException("Not base32.");
        }

        var bytes = new byte[text.Length * 5 / 8];
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            var value = Alphabet.IndexOf(text[i / 5], StringComparison.Ordinal);
            bytes[i / 8] |= (byte)((value >> (4 - i % 5) & 1) << (7 - i % 8));
        }

        return bytes;
    }
}
