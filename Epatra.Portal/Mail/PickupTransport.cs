using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>Puts each message into a folder as a file of its own name, whole or not at all; a second attempt replaces it.</summary>
internal sealed class PickupTransport(IOptions<MailOptions> options, IHostEnvironment environment) : IMailTransport
{
    private readonly string folder = Path.Combine(environment.ContentRootPath, options.Value.PickupDirectory);

    public async Task SendAsync(Guid id, MailMessage message, CancellationToken giveUp)
    {
        var beside = Directory.CreateDirectory(Path.Combine(folder, $".{id}"));
        try
        {
            using var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = beside.FullName,
                DeliveryFormat = MailHeaders.Format(message),
            };
            await client.SendMailAsync(message, giveUp);
            File.Move(beside.GetFiles().Single().FullName, Path.Combine(folder, $"{id}.eml"), overwrite: true);
        }
        finally
        {
            beside.Delete(recursive: true);
        }
    }
}
