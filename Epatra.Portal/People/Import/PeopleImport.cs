using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.People.Import;

public enum ImportState
{
    /// <summary>The file is still being read. One that stays so was cut off, and goes after a day.</summary>
    Reading,

    /// <summary>Read and looked at; nothing of it has happened.</summary>
    Ready,

    Running,
    Done,
    Cancelled,
}

/// <summary>A file with people, from its upload to its result.</summary>
public sealed class PeopleImport
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>As the browser named it; null for what was pasted.</summary>
    public string? FileName { get; init; }

    /// <summary>Who began it, and until then who brought it; null for the command line.</summary>
    public string? UserId { get; init; }

    public required DateTime CreatedAt { get; init; }
    public required ImportState State { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }

    /// <summary>Lines with something in them, the heading not counted.</summary>
    public int Lines { get; set; }

    /// <summary>Lines that are no people, or somebody who is there already.</summary>
    public int LeftOut { get; set; }

    /// <summary>People who were added.</summary>
    public int Done { get; set; }

    /// <summary>The last line that was dealt with: written together with its people, so that whoever goes on does so right after it.</summary>
    public int Position { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<PeopleImport>
    {
        public void Configure(EntityTypeBuilder<PeopleImport> import)
        {
            import.ToTable("Imports");
            import.Property(i => i.FileName).HasMaxLength(200);
            import.HasIndex(i => i.CreatedAt);
        }
    }
}
