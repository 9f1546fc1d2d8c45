using System.Globalization;
using System.Text;
using Epatra.Portal.Accounts;

namespace Epatra.Portal.Door;

/// <summary>Who is behind a request to an application, as the application is told.</summary>
internal sealed record DoorCaller(string Id, string Email, string Name, Role Role, string Language)
{
    private const string Prefix = "X-Portal-";

    /// <summary>
    /// Whether a header says what only the portal may say. CGI, WSGI and their kind take an underscore for a dash
    /// (RFC 3875 section 4.1.18), and PHP a dot as well, so every spelling says the same.
    /// </summary>
    public static bool IsIntroduction(string header) =>
        string.Concat(header.Take(Prefix.Length).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Equals(Prefix, StringComparison.OrdinalIgnoreCase);

    public static DoorCaller Of(Session session) =>
        new(session.UserId, session.User!.Email!, session.User.Name, session.User.Role, session.User.Language);

    /// <summary>All of them, always: what is not set here a proxy might take from the client.</summary>
    public void Introduce(IHeaderDictionary headers)
    {
        headers[Prefix + "User"] = Id;
        headers[Prefix + "Email"] = Printable(Email);
        headers[Prefix + "Name"] = Printable(Name);
        headers[Prefix + "Roles"] = Role.ToString();
        headers[Prefix + "Language"] = Language;
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
