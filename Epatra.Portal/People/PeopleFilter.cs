using System.Linq.Expressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Microsoft.AspNetCore.WebUtilities;

namespace Epatra.Portal.People;

/// <summary>Which people, as it stands in the address of the list. What is empty or not known does not count.</summary>
/// <param name="Search">Words of name, mail address and company.</param>
/// <param name="Company">Exactly this one.</param>
/// <param name="Role">A name of <see cref="Accounts.Role"/>.</param>
/// <param name="State">A name of <see cref="PersonState"/>.</param>
/// <param name="Language"><c>nl</c>, <c>fr</c> or <c>en</c>.</param>
public sealed record PeopleFilter(string? Search = null, string? Company = null, string? Role = null, string? State = null, string? Language = null)
{
    public Role? RoleAsked => Enum.TryParse<Role>(Role, out var role) && Enum.IsDefined(role) ? role : null;
    public PersonState? StateAsked => Enum.TryParse<PersonState>(State, out var state) && Enum.IsDefined(state) ? state : null;

    /// <summary>What it asks for, by the names that addresses and forms have for it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Fields =>
        new Dictionary<string, string?> { ["search"] = Search, ["company"] = Company, ["role"] = Role, ["state"] = State, ["language"] = Language }
            .Where(one => !string.IsNullOrWhiteSpace(one.Value));

    public string Address(string path, string? after = null) =>
        QueryHelpers.AddQueryString(path, after is null ? Fields : Fields.Append(KeyValuePair.Create("after", (string?)after)));

    internal IQueryable<PortalUser> Apply(IQueryable<PortalUser> people, PortalDbContext database, DateTime now)
    {
        people = Typed(Company) is { } company ? people.Where(u => u.Company == company) : people;
        people = RoleAsked is { } role ? people.Where(u => u.Role == role) : people;
        people = Typed(Language) is { } language ? people.Where(u => u.Language == language) : people;
        return StateAsked is { } state ? people.Where(Is(state, database, now)) : people;
    }

    /// <summary>The text without what is around it; null for nothing. PostgreSQL takes no sign of the number zero.</summary>
    internal static string? Typed(string? text) => text?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } typed ? typed : null;

    /// <summary>As <see cref="ListedPerson.State"/>, for queries.</summary>
    private static Expression<Func<PortalUser, bool>> Is(PersonState state, PortalDbContext database, DateTime now) => state switch
    {
        PersonState.Locked => u => u.DisabledAt != null && u.PasswordHash != null,
        PersonState.Withdrawn => u => u.DisabledAt != null && u.PasswordHash == null,
        PersonState.Frozen => u => u.FrozenAt != null && u.DisabledAt == null,
        PersonState.Active => u => u.PasswordHash != null && u.DisabledAt == null && u.FrozenAt == null
            && database.Authenticators.Any(a => a.UserId == u.Id && (a.State == AuthenticatorState.Active || a.State == AuthenticatorState.Blocked)),
        PersonState.PasswordSet => u => u.PasswordHash != null && u.DisabledAt == null && u.FrozenAt == null
            && !database.Authenticators.Any(a => a.UserId == u.Id && (a.State == AuthenticatorState.Active || a.State == AuthenticatorState.Blocked)),
        PersonState.Invited => u => u.PasswordHash == null && u.DisabledAt == null && u.FrozenAt == null
            && database.Invitations.Any(i => i.UserId == u.Id && i.EndedAt == null && i.ExpiresAt > now && i.OpenedAt == null),
        PersonState.Opened => u => u.PasswordHash == null && u.DisabledAt == null && u.FrozenAt == null
            && database.Invitations.Any(i => i.UserId == u.Id && i.EndedAt == null && i.ExpiresAt > now && i.OpenedAt != null),
        PersonState.InvitationOver => u => u.PasswordHash == null && u.DisabledAt == null && u.FrozenAt == null
            && !database.Invitations.Any(i => i.UserId == u.Id && i.EndedAt == null && i.ExpiresAt > now),
    };
}
