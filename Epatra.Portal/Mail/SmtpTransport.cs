using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>Sends by a mail server, over a connection for each message.</summary>
internal sealed class SmtpTransport(IOptions<SmtpOptions> options) : IMailTransport
{
    public async Task SendAsync(Guid id, MailMessage message, CancellationToken giveUp)
    {
        using var client = new SmtpClient(options.Value.Host, options.Value.Port)
        {
            EnableSsl = options.Value.StartTls,
            Credentials = string.IsNullOrEmpty(options.Value.User) ? null : new NetworkCredential(options.Value.User, options.Value.Password),
            DeliveryFormat = MailHeaders.Format(message),
        };
        await using var cut = giveUp.Register(client.Dispose); // it does not listen to the token while it waits for an answer
        await client.SendMailAsync(message, giveUp);
    }
}
