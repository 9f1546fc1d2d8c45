using System.Globalization;
using System.Text;
using Epatra.Portal.Accounts;

namespace Epatra.Portal.Door;

/// <summary>Who is behind a request to an application, as the application is told.</summary>
internal sealed record DoorCaller(string Id, string Email, string Name, Role Role, string Language)
{
    public static DoorCaller Of(Session session) =>
        new(session.UserId, session.User!.Email!, session.User.Name, session.User.Role, session.User.Language);

    /// <summary>All of them, always: what is not set here a proxy might take from the client.</summary>
    public void Introduce(IHeaderDictionary headers)
    {
        headers["X-Portal-User"] = Id;
        headers["X-Portal-Email"] = Printable(Email);
        headers["X-Portal-Name"] = Printable(Name);
        headers["X-Portal-Roles"] = Role.ToString();
        headers["X-Portal-Language"] = Language;
    }

    /// <summary>
    /// A header carries ASCII and no line ends: everything else is percent-encoded UTF-8 (RFC 3986 section 2.1), and so is
    /// the percent sign itself.
    /// </summary>
    public static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            _ = one is >= (byte)' ' and <= (byte)'~' and not (byte)'%' ? printable.Append((char)one) : printable.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return printable.ToString();
    }
}
