using Epatra.Portal.Accounts;

namespace Epatra.Portal.Passwords;

/// <summary>Whose password it is: names that it may not contain. Public, because components have it as a parameter.</summary>
public sealed record PasswordOwner(string Name, string Email, string? Company)
{
    internal static PasswordOwner Of(PortalUser user) => new(user.Name, user.Email!, user.Company);
}
