using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Epatra.Portal.Mail;

/// <summary>How an attempt ended.</summary>
internal enum SendOutcome
{
    Sent,
    Refused,

    /// <summary>The portal stops; the message is as good as untried.</summary>
    Stopped,
}

/// <summary>One attempt to send one message.</summary>
internal sealed class MailSender(MailHeaders headers, MailBodies bodies, IMailTransport transport, TimeProvider time)
{
    /// <summary>How long a server may take, in all. Less than a claim holds, or another node would send it as well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For an attempt that does not listen when it is told to give up; still less than a claim holds.</summary>
    public static readonly TimeSpan Abandon = TimeSpan.FromSeconds(90);

    /// <returns>With words for whoever looks into it, when it was refused.</returns>
    public async Task<(SendOutcome Outcome, string? Error)> SendAsync(OutboxMail mail, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            using var message = Compose(mail);
            await transport.SendAsync(mail.Id, message, giveUp.Token).WaitAsync(Abandon, time, CancellationToken.None); // its own end is awaited, or it could still succeed
            return (SendOutcome.Sent, null);
        }
        catch (Exception e) // whatever it is, the message stays and is tried again
        {
            return stopping.IsCancellationRequested ? (SendOutcome.Stopped, null)
                : (SendOutcome.Refused, patience.IsCancellationRequested ? $"No answer within {Patience.TotalSeconds} seconds." : MailError.Of(e));
        }
    }

    private MailMessage Compose(OutboxMail mail)
    {
        var message = headers.Write(mail);
        message.AlternateViews.Add(Part(bodies.Unprotect(mail.ProtectedText), MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(bodies.Unprotect(mail.ProtectedHtml), MediaTypeNames.Text.Html)); // the last one is the preferred one
        return message;
    }

    private static AlternateView Part(string body, string kind)
    {
        var part = AlternateView.CreateAlternateViewFromString(body.ReplaceLineEndings("\r\n"), Encoding.UTF8, kind);
        part.TransferEncoding = TransferEncoding.QuotedPrintable; // no line is too long for a server
        return part;
    }
}
