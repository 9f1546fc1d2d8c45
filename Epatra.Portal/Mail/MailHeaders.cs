using System.Net.Mail;
using System.Text;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>The head of a message, into which nothing that people type may bring a line of its own.</summary>
internal sealed class MailHeaders(IOptions<MailOptions> options, IOptions<PortalOptions> portal)
{
    private readonly string host = new Uri(portal.Value.PublicUrl).IdnHost;

    /// <summary>A message with everything but its text.</summary>
    /// <exception cref="FormatException">The recipient's address is none.</exception>
    public MailMessage Write(OutboxMail mail)
    {
        var message = new MailMessage
        {
            From = new MailAddress(options.Value.From, OneLine(portal.Value.Name), Encoding.UTF8),
            Subject = OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(Address(mail.Recipient) ?? throw new FormatException("The recipient's address is none."));
        if (Address(mail.ReplyTo) is { } replyTo)
        {
            message.ReplyToList.Add(replyTo);
        }

        message.Headers["Message-ID"] = $"<{mail.Id}@{host}>"; // the same at each attempt: mail programs show one of two
        message.Headers["Auto-Submitted"] = "auto-generated"; // RFC 3834 section 5: no answer by a machine
        message.Headers["Content-Language"] = mail.Language;
        return message;
    }

    /// <summary>Raw Unicode (RFC 6531) only for who has such an address: not every server on the way takes it.</summary>
    public static SmtpDeliveryFormat Format(MailMessage message) => Ascii.IsValid(message.To[0].User) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International;

    /// <summary>Control characters and line breaks of all of Unicode become spaces.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An address and nothing beside it; null for anything else.</summary>
    private static MailAddress? Address(string? address) =>
        MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && !address.Any(char.IsControl) ? parsed : null;
}
