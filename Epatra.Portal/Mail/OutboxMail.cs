using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Epatra.Portal.Mail;

/// <summary>A message to be sent, written in the same transaction as what it announces.</summary>
internal sealed class OutboxMail
{
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>The person it goes to, whose order of messages is kept for each address; null for the support mailbox.</summary>
    public string? UserId { get; init; }

    public required string Recipient { get; init; }
    public string? ReplyTo { get; init; }

    /// <summary><c>nl</c>, <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public required string Subject { get; init; }

    /// <summary>Encrypted (see MailBodies), as links in it are secrets.</summary>
    public required string ProtectedText { get; init; }

    public required string ProtectedHtml { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <inheritdoc cref="Letter.CanWait"/>
    public bool CanWait { get; init; }

    /// <summary>Not tried before this time.</summary>
    public required DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Which claim it is sent under now, and until when that holds; a node that dies leaves it behind.</summary>
    public string? ClaimedBy { get; set; }

    public DateTime? ClaimedUntil { get; set; }
    public DateTime? SentAt { get; set; }

    /// <summary>When the portal gave up.</summary>
    public DateTime? FailedAt { get; set; }

    /// <summary>What the mail server said to the last attempt, without addresses.</summary>
    public string? LastError { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<OutboxMail>
    {
        /// <summary>Sent mail is most of the table, and nothing asks for it often.</summary>
        private const string Waiting = "\"SentAt\" IS NULL AND \"FailedAt\" IS NULL";

        public void Configure(EntityTypeBuilder<OutboxMail> mail)
        {
            mail.Property(m => m.Language).HasMaxLength(2);
            mail.Property(m => m.LastError).HasMaxLength(MailError.Longest);
            mail.HasIndex(m => new { m.CanWait, m.DueAt }).HasFilter(Waiting);
            mail.HasIndex(m => new { m.UserId, m.CreatedAt });
            mail.HasIndex(m => m.ReplyTo).HasFilter("\"UserId\" IS NULL");
            mail.HasIndex(m => m.SentAt).HasFilter("\"SentAt\" IS NOT NULL");
            mail.HasIndex(m => m.FailedAt).HasFilter("\"FailedAt\" IS NOT NULL");
        }
    }
}
