using System.Net.Mail;
using Epatra.Portal.Accounts;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;

namespace Epatra.Portal.People;

/// <summary>What is typed about a person, as it was typed.</summary>
public sealed class InviteForm
{
    /// <summary>Signs of a name or of a company.</summary>
    public const int LongestName = 200;

    public const int LongestEmail = 256;
    public const int LongestPhone = 40;

    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? Company { get; set; }
    public string? Language { get; set; }
    public Role Role { get; set; }
    public string? Phone { get; set; }

    /// <summary>Of the administrator's own authenticator.</summary>
    public string? Code { get; set; }

    /// <summary>All mistakes, in the order of the fields; the address counts only where there is one to type.</summary>
    internal IReadOnlyList<InviteError> Errors(bool withAddress) =>
    [
        .. Text(Name) is { } name && name.Length <= LongestName ? Array.Empty<InviteError>() : [new(PeopleTexts.NameNeeded, "name")],
        .. !withAddress || (Text(Email) is { } email && email.Length <= LongestEmail && IsAddress(email)) ? Array.Empty<InviteError>() : [new(PeopleTexts.EmailNeeded, "email")],
        .. IsEmptyOrText(Company, LongestName) ? Array.Empty<InviteError>() : [new(PeopleTexts.CompanyWrong, "company")],
        .. IsEmptyOrText(Phone, LongestPhone) ? Array.Empty<InviteError>() : [new(PeopleTexts.PhoneWrong, "phone")],
    ];

    /// <summary>Only where there are no mistakes.</summary>
    internal Invitee Invitee => new(Text(Name)!, Text(Email)!, LanguageOr(Languages.Current), Role, Text(Company), Text(Phone));

    /// <inheritdoc cref="Invitee"/>
    /// <param name="before">The language that stays where none of the portal's was chosen.</param>
    internal PersonDetail Detail(string before) => new(Text(Name)!, Text(Company), LanguageOr(before), Text(Phone));

    private string LanguageOr(string other) => Language is { } language && Languages.All.ContainsKey(language) ? language : other;

    /// <summary>An address and nothing beside it, such as a name.</summary>
    internal static bool IsAddress(string typed) => MailAddress.TryCreate(typed, out var address) && address.Address == typed;

    private static bool IsEmptyOrText(string? typed, int longest) => string.IsNullOrWhiteSpace(typed) || Text(typed)?.Length <= longest;

    /// <summary>Without what is around it, and in NFC; null for nothing, and for what is no text.</summary>
    internal static string? Text(string? typed) => typed is not null && UnicodeText.Nfc(typed.Trim()) is { Length: > 0 } text && !text.Any(char.IsControl) ? text : null;
}

/// <param name="Text">What is wrong, in the administrator's language.</param>
/// <param name="Field">Id of the field where it is wrong.</param>
internal sealed record InviteError(string Text, string Field);
