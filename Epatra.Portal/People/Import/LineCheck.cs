using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.People.Import;

/// <summary>Understands a line by itself; what other lines and the people say is asked of the database.</summary>
internal sealed class LineCheck(ILookupNormalizer spelling, AuthenticatorSecrets secrets, IOptions<PortalOptions> portal)
{
    public const int LongestWord = 40;

    /// <summary>Fewer make no telephone number.</summary>
    private const int FewestDigits = 6;

    /// <summary>Of a line that breaks off nothing more is said: what is missing there may well have been typed.</summary>
    private const ImportProblems BreaksOff = ImportProblems.OpenQuote | ImportProblems.LineTooLong;

    public ImportLine Read(Guid importId, ImportRow row) => (row.Problems & BreaksOff) == ImportProblems.None ? Understand(importId, row) : new()
    {
        ImportId = importId,
        Line = row.Line,
        Name = UnicodeText.Cut(Name(row[ImportColumn.Name]), TypedName.Longest),
        Email = UnicodeText.Cut(Text(row[ImportColumn.Email]), EmailAddress.Longest),
        Language = "",
        Role = "",
        Problems = row.Problems & BreaksOff,
    };

    private ImportLine Understand(Guid importId, ImportRow row)
    {
        var (name, email, company, phone) = (Name(row[ImportColumn.Name]), Text(row[ImportColumn.Email]), Name(row[ImportColumn.Company]), Text(row[ImportColumn.Phone]));
        var (hash, (secret, keyProblem)) = (row[ImportColumn.PasswordHash], Key(row[ImportColumn.OtpAuth]));
        var (language, role) = (Text(row[ImportColumn.Language]), Text(row[ImportColumn.Role]));
        var problems = row.Problems | Unreadable(row) | OfName(name) | OfEmail(email) | keyProblem
            | If(company.Length > TypedName.Longest, ImportProblems.CompanyTooLong)
            | If(language.Length > 0 && ImportColumns.LanguageOf(language) is null, ImportProblems.LanguageUnknown)
            | If(role.Length > 0 && ImportColumns.RoleOf(role) is null, ImportProblems.RoleUnknown)
            | If(ImportColumns.RoleOf(role) is Role.Agent or Role.Administrator && (hash.Length > 0 || row[ImportColumn.OtpAuth].Length > 0), ImportProblems.RoleBringsSecrets)
            | If(!IsPhone(phone), ImportProblems.PhoneMalformed)
            | If(hash.Length > 0 && !ImportedHash.IsReadable(hash), ImportProblems.HashUnreadable);
        return new()
        {
            ImportId = importId,
            Line = row.Line,
            Name = UnicodeText.Cut(name, TypedName.Longest),
            Email = UnicodeText.Cut(email, EmailAddress.Longest),
            NormalizedEmail = (OfEmail(email) | Unreadable(row)) == ImportProblems.None ? spelling.NormalizeName(email) : null,
            Company = company.Length == 0 ? null : UnicodeText.Cut(company, TypedName.Longest),
            Language = ImportColumns.LanguageOf(language) ?? (language.Length == 0 ? portal.Value.DefaultLanguage : UnicodeText.Cut(language, LongestWord)),
            Role = role.Length == 0 ? nameof(Role.User) : ImportColumns.RoleOf(role)?.ToString() ?? UnicodeText.Cut(role, LongestWord),
            Phone = phone.Length == 0 ? null : UnicodeText.Cut(phone, LongestWord),
            PasswordHash = problems == ImportProblems.None && hash.Length > 0 ? hash : null,
            ProtectedSecret = problems == ImportProblems.None && secret is not null ? secrets.Protect(secret) : null,
            Problems = problems,
        };
    }

    private static ImportProblems If(bool found, ImportProblems problem) => found ? problem : ImportProblems.None;

    private static ImportProblems Unreadable(ImportRow row) =>
        If(row.Values.Any(value => value.Any(sign => char.IsControl(sign) || sign == '\uFFFD') || UnicodeText.Nfc(value) is null), ImportProblems.Unreadable);

    private static ImportProblems OfName(string name) => name.Length switch
    {
        0 => ImportProblems.NameMissing,
        > TypedName.Longest => ImportProblems.NameTooLong,
        _ => ImportProblems.None,
    };

    private static ImportProblems OfEmail(string email) => email.Length switch
    {
        0 => ImportProblems.EmailMissing,
        > EmailAddress.Longest => ImportProblems.EmailTooLong,
        _ => If(EmailAddress.Clean(email) != email, ImportProblems.EmailMalformed),
    };

    private static bool IsPhone(string phone) => phone.Length == 0
        || (phone.Length <= LongestWord && phone.Count(char.IsAsciiDigit) >= FewestDigits && phone.All(sign => char.IsAsciiDigit(sign) || "+-/.() \u00A0".Contains(sign)));

    private static (byte[]? Secret, ImportProblems Problem) Key(string address) => address.Length == 0 ? (null, ImportProblems.None) : ImportedKey.Read(address);

    /// <summary>As the database takes it: PostgreSQL refuses NUL, and nothing stores broken Unicode. What is changed here has a problem that says so.</summary>
    private static string Text(string value) => UnicodeText.Nfc(UnicodeText.WithoutTurns(value)) is { } text && !text.Any(char.IsControl) ? text.Trim()
        : string.Concat(value.Select(sign => char.IsControl(sign) || char.IsSurrogate(sign) ? '\uFFFD' : sign));

    private static string Name(string value) => TypedName.Clean(Text(value)) ?? "";
}
