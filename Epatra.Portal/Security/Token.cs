using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Epatra.Portal.Security;

/// <summary>Random tokens for cookies and links. The database holds only their hash: a stolen copy opens nothing.</summary>
internal static class Token
{
    /// <summary>256 random bits, in the letters of base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 is enough: there is nothing to guess in 256 random bits.</summary>
    public static string Hash(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
