using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.People.Import;

/// <summary>Why a line is left out; a line may have several reasons. The database keeps the numbers.</summary>
[Flags]
public enum ImportProblems
{
    None = 0,

    /// <summary>A quote is opened and not closed before the end of the line.</summary>
    OpenQuote = 1,

    LineTooLong = 1 << 1,

    /// <summary>More values than there are headings.</summary>
    TooManyValues = 1 << 2,

    /// <summary>Signs that nobody's name has: control characters, and what could not be read.</summary>
    Unreadable = 1 << 3,

    NameMissing = 1 << 4,
    NameTooLong = 1 << 5,
    EmailMissing = 1 << 6,
    EmailMalformed = 1 << 7,
    EmailTooLong = 1 << 8,
    CompanyTooLong = 1 << 9,
    LanguageUnknown = 1 << 10,
    RoleUnknown = 1 << 11,
    PhoneMalformed = 1 << 12,
    HashUnreadable = 1 << 13,
    KeyUnreadable = 1 << 14,

    /// <summary>Other codes than the portal knows.</summary>
    KeyUnsupported = 1 << 15,

    KeyTooShort = 1 << 16,

    /// <summary>An earlier line has the same address.</summary>
    Duplicate = 1 << 17,

    HasAccount = 1 << 18,

    /// <summary>Whoever has power over others chooses a password and enrols.</summary>
    RoleBringsSecrets = 1 << 19,
}

/// <summary>A line of a file, as it was understood.</summary>
public sealed class ImportLine
{
    public required Guid ImportId { get; init; }
    public PeopleImport? Import { get; init; }

    /// <summary>In the file, from 1; the heading is one too.</summary>
    public required int Line { get; init; }

    public required string Name { get; init; }
    public required string Email { get; init; }

    /// <summary>The spelling by which addresses are compared; null for what is none.</summary>
    public string? NormalizedEmail { get; init; }

    public string? Company { get; init; }

    /// <summary><c>nl</c>, <c>fr</c> or <c>en</c>; what was typed where that is unknown.</summary>
    public required string Language { get; init; }

    /// <summary>The name of a <see cref="Accounts.Role"/>; what was typed where that is unknown.</summary>
    public required string Role { get; init; }

    public string? Phone { get; init; }

    /// <summary>Of ASP.NET Core Identity, version 3; gone once the import has ended.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Encrypted as that of an authenticator; gone once the import has ended.</summary>
    public string? ProtectedSecret { get; init; }

    public ImportProblems Problems { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ImportLine>
    {
        public void Configure(EntityTypeBuilder<ImportLine> line)
        {
            line.ToTable("ImportLines");
            line.HasKey(l => new { l.ImportId, l.Line });
            line.HasOne(l => l.Import).WithMany().HasForeignKey(l => l.ImportId).OnDelete(DeleteBehavior.Cascade);
            line.Property(l => l.Name).HasMaxLength(TypedName.Longest);
            line.Property(l => l.Email).HasMaxLength(EmailAddress.Longest);
            line.Property(l => l.NormalizedEmail).HasMaxLength(EmailAddress.Longest);
            line.Property(l => l.Company).HasMaxLength(TypedName.Longest);
            line.Property(l => l.Language).HasMaxLength(LineCheck.LongestWord);
            line.Property(l => l.Role).HasMaxLength(LineCheck.LongestWord);
            line.Property(l => l.Phone).HasMaxLength(LineCheck.LongestWord);
            line.Property(l => l.Problems).HasConversion<int>();
            line.HasIndex(l => new { l.ImportId, l.NormalizedEmail });
            line.HasIndex(l => new { l.ImportId, l.Line }, "WithSecrets").HasFilter("\"PasswordHash\" IS NOT NULL OR \"ProtectedSecret\" IS NOT NULL");
        }
    }
}

internal static class ImportLineQueries
{
    /// <summary>What all files say of an address, looked up in one after the other: the index of lines begins with the file.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="address">In the spelling by which addresses are compared.</param>
    public static IQueryable<ImportLine> LinesOf(this PortalDbContext database, string address) =>
        database.ImportLines.Where(l => database.Imports.Select(i => i.Id).Contains(l.ImportId) && l.NormalizedEmail == address);
}
