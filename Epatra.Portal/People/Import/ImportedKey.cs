using System.Web;
using Epatra.Portal.Authenticators;

namespace Epatra.Portal.People.Import;

/// <summary>The secret of an authenticator of another portal, from its otpauth address (Google's key URI format).</summary>
internal static class ImportedKey
{
    /// <summary>128 bits (RFC 4226 section 4, R6).</summary>
    private const int ShortestSecret = 16;

    private const int LongestSecret = 128;

    /// <summary>The bytes of the secret, or why there are none. What the address does not say is as every app takes it: SHA1, 6 digits, 30 seconds.</summary>
    public static (byte[]? Secret, ImportProblems Problem) Read(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != "otpauth")
        {
            return (null, ImportProblems.KeyUnreadable);
        }

        var query = HttpUtility.ParseQueryString(uri.Query);
        var known = uri.Host == "totp" && (query["algorithm"] ?? "SHA1").ToUpperInvariant() is "SHA1" or "HMACSHA1"
            && (query["digits"] ?? $"{Totp.Digits}") == $"{Totp.Digits}" && (query["period"] ?? $"{Totp.StepSeconds}") == $"{Totp.StepSeconds}";
        return known ? Decode(query["secret"] ?? "") : (null, ImportProblems.KeyUnsupported);
    }

    private static (byte[]? Secret, ImportProblems Problem) Decode(string typed)
    {
        try
        {
            var secret = Base32.Decode(typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).TrimEnd('=').ToUpperInvariant());
            return secret.Length switch
            {
                0 or > LongestSecret => (null, ImportProblems.KeyUnreadable),
                < ShortestSecret => (null, ImportProblems.KeyTooShort),
                _ => (secret, ImportProblems.None),
            };
        }
        catch (FormatException)
        {
            return (null, ImportProblems.KeyUnreadable);
        }
    }
}
