using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Epatra.Portal.Shell;

namespace Epatra.Portal.Accounts;

/// <summary>A mail address as somebody types it.</summary>
internal static class EmailAddress
{
    /// <summary>Of the columns, in UTF-16 units.</summary>
    public const int Longest = 256;

    /// <summary>Without what is around it; null for what is none, or has a name beside it.</summary>
    public static string? Clean(string? typed)
    {
        var address = UnicodeText.Nfc(UnicodeText.WithoutTurns(typed ?? "").Trim());
        return address is { Length: > 0 and <= Longest } && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && new EmailAddressAttribute().IsValid(address) && MailAddress.TryCreate(address, out var read) && read.Address == address
            ? address
            : null;
    }
}
