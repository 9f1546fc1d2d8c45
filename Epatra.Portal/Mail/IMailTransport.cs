using System.Net.Mail;

namespace Epatra.Portal.Mail;

/// <summary>Where messages go: a mail server, or a folder.</summary>
internal interface IMailTransport
{
    /// <summary>Returns when the message is somebody else's to deliver; any exception means that it is not.</summary>
    /// <param name="id">The same at each attempt.</param>
    Task SendAsync(Guid id, MailMessage message, CancellationToken giveUp);
}
