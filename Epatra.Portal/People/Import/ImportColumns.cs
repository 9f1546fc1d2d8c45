using Epatra.Portal.Accounts;
using Epatra.Portal.Shell;

namespace Epatra.Portal.People.Import;

/// <summary>The columns of a file with people.</summary>
internal enum ImportColumn
{
    Name,
    Email,
    Company,
    Language,
    Role,
    Phone,
    PasswordHash,
    OtpAuth,
}

/// <summary>Words of a file in any of the portal's languages, in whatever letters and with whatever accents.</summary>
internal static class ImportColumns
{
    private static readonly Dictionary<string, ImportColumn> Headings = Words(
        (ImportColumn.Name, "name fullname naam volledigenaam nom nomcomplet"),
        (ImportColumn.Email, "email mail emailaddress mailaddress emailadres mailadres adressemail adresseemail courriel username gebruikersnaam"),
        (ImportColumn.Company, "company organisation organization bedrijf firma organisatie société entreprise"),
        (ImportColumn.Language, "language taal langue"),
        (ImportColumn.Role, "role rol rôle"),
        (ImportColumn.Phone, "phone phonenumber telephone telefoon telefoonnummer tel téléphone numérodetéléphone"),
        (ImportColumn.PasswordHash, "passwordhash wachtwoordhash hashdumotdepasse"),
        (ImportColumn.OtpAuth, "otpauth otpauthuri otpauthurl otpauthadres"));

    private static readonly Dictionary<string, string> Languages = Words(
        ("nl", "nl nlbe nlnl nederlands dutch néerlandais"), ("fr", "fr frbe frfr frans french français"), ("en", "en engb enus engels english anglais"));

    private static readonly Dictionary<string, Role> Roles = Words(
        (Role.User, "user gebruiker utilisateur"),
        (Role.Agent, "agent supportagent supportmedewerker agentdassistance"),
        (Role.Administrator, "administrator admin beheerder administrateur"));

    /// <summary>Which column a heading names; null for one that the portal does not read.</summary>
    public static ImportColumn? Of(string heading) => Headings.TryGetValue(Key(heading), out var column) ? column : null;

    /// <summary><c>nl</c>, <c>fr</c> or <c>en</c>; null for another one.</summary>
    public static string? LanguageOf(string word) => Languages.GetValueOrDefault(Key(word));

    public static Role? RoleOf(string word) => Roles.TryGetValue(Key(word), out var role) ? role : null;

    private static Dictionary<string, T> Words<T>(params (T Meaning, string Words)[] all) =>
        all.SelectMany(one => one.Words.Split(' ').Select(word => (Key: Key(word), one.Meaning))).DistinctBy(one => one.Key).ToDictionary(one => one.Key, one => one.Meaning);

    private static string Key(string word) => string.Concat(UnicodeText.Decomposed(word).Where(char.IsAsciiLetter)).ToLowerInvariant();
}
