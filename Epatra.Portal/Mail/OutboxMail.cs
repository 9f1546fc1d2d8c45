using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Mail;

/// <summary>A message to be sent, written in the same transaction as what it announces.</summary>
internal sealed class OutboxMail
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The person it goes to, whose order of messages is kept; null for the support mailbox.</summary>
    public string? UserId { get; init; }

    public required string Recipient { get; init; }
    public string? ReplyTo { get; init; }
    public required string Subject { get; init; }
    public required string TextBody { get; init; }
    public required string HtmlBody { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Not tried before this time.</summary>
    public required DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>The node that sends it now, and until when its claim holds.</summary>
    public string? ClaimedBy { get; set; }

    public DateTime? ClaimedUntil { get; set; }
    public DateTime? SentAt { get; set; }
    public DateTime? FailedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<OutboxMail>
    {
        public void Configure(EntityTypeBuilder<OutboxMail> mail) => mail.HasIndex(m => m.DueAt);
    }
}
