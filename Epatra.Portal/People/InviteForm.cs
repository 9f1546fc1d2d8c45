using Epatra.Portal.Accounts;
using Epatra.Portal.Language;

namespace Epatra.Portal.People;

/// <summary>What is typed about a person, as it was typed.</summary>
public sealed class InviteForm
{
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
        .. TypedName.Clean(Name) is { Length: <= TypedName.Longest } ? Array.Empty<InviteError>() : [new(PeopleTexts.NameNeeded, "name")],
        .. !withAddress || EmailAddress.Clean(Email) is not null ? Array.Empty<InviteError>() : [new(PeopleTexts.EmailNeeded, "email")],
        .. TypedName.Clean(Company) is null or { Length: <= TypedName.Longest } ? Array.Empty<InviteError>() : [new(PeopleTexts.CompanyWrong, "company")],
        .. TypedName.Clean(Phone) is null or { Length: <= LongestPhone } ? Array.Empty<InviteError>() : [new(PeopleTexts.PhoneWrong, "phone")],
    ];

    /// <summary>Only where there are no mistakes.</summary>
    internal Invitee Invitee => new(TypedName.Clean(Name)!, EmailAddress.Clean(Email)!, LanguageOr(Languages.Current), Role, TypedName.Clean(Company), TypedName.Clean(Phone));

    /// <inheritdoc cref="Invitee"/>
    /// <param name="before">The language that stays where none of the portal's was chosen.</param>
    internal PersonDetail Detail(string before) => new(TypedName.Clean(Name)!, TypedName.Clean(Company), LanguageOr(before), TypedName.Clean(Phone));

    private string LanguageOr(string other) => Language is { } language && Languages.All.ContainsKey(language) ? language : other;
}

/// <param name="Text">What is wrong, in the administrator's language.</param>
/// <param name="Field">Id of the field where it is wrong.</param>
internal sealed record InviteError(string Text, string Field);
