using Epatra.Portal.Accounts;

namespace Epatra.Portal.People;

/// <summary>Somebody who is to have an account.</summary>
/// <param name="Name">At most 200 signs.</param>
/// <param name="Email">The user name; at most 256 signs.</param>
/// <param name="Language"><c>nl</c>, <c>fr</c> or <c>en</c>.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Company">At most 200 signs; null for none.</param>
/// <param name="Phone">The number that support calls back; null for none.</param>
internal sealed record Invitee(string Name, string Email, string Language, Role Role = Role.User, string? Company = null, string? Phone = null);
