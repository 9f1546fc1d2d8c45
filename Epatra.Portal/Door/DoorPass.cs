using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Door;

/// <summary>
/// What lets the holder of a session into the application on one host: first a ticket, which works once and for a minute,
/// then a cookie, which is worth as long as the session lives.
/// </summary>
internal sealed class DoorPass
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Moves on when the session is renewed.</summary>
    public required Guid SessionId { get; set; }

    public required string Host { get; init; }
    public required string TicketHash { get; init; }

    /// <summary>Of the cookie: until the ticket is used, that of the browser which asked for it.</summary>
    public required string TokenHash { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When the ticket was used.</summary>
    public DateTime? EnteredAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<DoorPass>
    {
        public void Configure(EntityTypeBuilder<DoorPass> pass)
        {
            pass.Property(p => p.Host).HasMaxLength(300);
            pass.HasIndex(p => p.TicketHash).IsUnique();
            pass.HasIndex(p => p.TokenHash);
            pass.HasIndex(p => p.SessionId);
        }
    }
}
