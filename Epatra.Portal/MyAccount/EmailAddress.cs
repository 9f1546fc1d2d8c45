using System.ComponentModel.DataAnnotations;
using Epatra.Portal.Shell;

namespace Epatra.Portal.MyAccount;

/// <summary>A mail address as somebody types it.</summary>
internal static class EmailAddress
{
    private const int Longest = 256;

    /// <summary>Without what is around it; null for what is none.</summary>
    public static string? Clean(string? typed)
    {
        var address = UnicodeText.Nfc((typed ?? "").Trim());
        return address is { Length: > 0 and <= Longest } && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) && new EmailAddressAttribute().IsValid(address)
            ? address
            : null;
    }
}
