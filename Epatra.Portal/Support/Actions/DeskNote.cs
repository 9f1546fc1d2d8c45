using Epatra.Portal.Accounts;
using Epatra.Portal.Support.Help;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Support.Actions;

/// <summary>Why an agent did something to a person, in the agent's own words; the audit log holds no such text.</summary>
internal sealed class DeskNote
{
    /// <summary>Years that notes and resets are kept, as long as the figures of the statistics; the privacy page names them.</summary>
    public const int KeepYears = 2;

    public Guid Id { get; init; } = Guid.NewGuid();
    public required string UserId { get; init; }
    public PortalUser? User { get; init; }
    /// <summary>Null once the agent was deleted.</summary>
    public required string? AgentId { get; init; }
    public PortalUser? Agent { get; init; }
    public required DeskAction Action { get; init; }
    public required Cause Cause { get; init; }
    public required string Note { get; init; }
    public DeskOutcome Outcome { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<DeskNote>
    {
        public void Configure(EntityTypeBuilder<DeskNote> note)
        {
            note.HasOne(n => n.User).WithMany().HasForeignKey(n => n.UserId);
            note.HasOne(n => n.Agent).WithMany().HasForeignKey(n => n.AgentId).OnDelete(DeleteBehavior.SetNull);
            note.Property(n => n.Note).HasMaxLength(HelpRequest.LongestNote);
            note.HasIndex(n => new { n.UserId, n.At });
        }
    }
}
