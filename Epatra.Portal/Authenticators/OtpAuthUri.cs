using System.Globalization;

namespace Epatra.Portal.Authenticators;

/// <summary>
/// The address in the QR code, in the one form that every app reads (Google's key URI format): issuer twice and the same,
/// one literal colon in the label, percent encoding.
/// </summary>
/// <param name="Issuer">Name of the portal, as the app shows it.</param>
/// <param name="Account">Name of the entry below it.</param>
/// <param name="Secret">32 letters of base32.</param>
internal sealed record OtpAuthUri(string Issuer, string Account, string Secret)
{
    // Letters of the address, where an accent takes six: more makes the QR code too fine for a phone at arm's length.
    private const int LongestIssuer = 60;
    private const int LongestAccount = 110;

    /// <param name="issuer">As in the settings; signs that some app misreads become spaces.</param>
    /// <param name="account">The user name.</param>
    /// <param name="number">From 2 on it becomes part of the name: apps overwrite or double entries of the same name.</param>
    /// <param name="secret">The bytes of the secret.</param>
    public static OtpAuthUri For(string issuer, string account, int number, byte[] secret)
    {
        var suffix = number > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({number})") : "";
        return new(Clean(issuer, ":+&%", LongestIssuer), Clean(account, ":", LongestAccount) + suffix, Base32.Encode(secret));
    }

    public override string ToString()
    {
        var issuer = Uri.EscapeDataString(Issuer);
        return $"otpauth://totp/{issuer}:{Uri.EscapeDataString(Account)}?secret={Secret}&issuer={issuer}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}";
    }

    private static string Clean(string text, string unwanted, int longest)
    {
        var kept = string.Concat(text.Select(c => unwanted.Contains(c) || char.IsControl(c) ? ' ' : c));
        var words = string.Join(' ', kept.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        while (Uri.EscapeDataString(words).Length > longest)
        {
            words = words[..StringInfo.ParseCombiningCharacters(words)[^1]].TrimEnd(); // whole characters: half of one cannot be encoded
        }

        return words;
    }
}
