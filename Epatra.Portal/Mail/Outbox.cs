using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Mail;

/// <summary>Messages to people, added to the transaction of what they announce, and sent as soon as it is committed.</summary>
internal sealed class Outbox(
    PortalDbContext database,
    LetterText text,
    LetterHtml html,
    MailBodies bodies,
    MailOrder order,
    IOptions<MailOptions> mail,
    IOptions<SupportOptions> support,
    IOptions<PortalOptions> portal,
    TimeProvider time)
{
    /// <summary>Of the live message that there is something to send.</summary>
    public const string Topic = "mail";

    /// <param name="user">Who gets it.</param>
    /// <param name="write">Asked for in the person's own language.</param>
    /// <param name="effects">Of the transaction.</param>
    /// <returns>Its id, for whoever has to know that it was sent.</returns>
    public Guid Add(PortalUser user, Func<Letter> write, Effects effects) =>
        Add(user.Id, user.Email!, mail.Value.ReplyTo ?? support.Value.Mailbox, user.Language, write, effects);

    /// <inheritdoc cref="Add(PortalUser, Func{Letter}, Effects)"/>
    /// <summary>The same to another address, which is to become the person's, or was it.</summary>
    public Guid AddTo(string address, PortalUser user, Func<Letter> write, Effects effects) =>
        Add(user.Id, address, mail.Value.ReplyTo ?? support.Value.Mailbox, user.Language, write, effects);

    /// <inheritdoc cref="Add(PortalUser, Func{Letter}, Effects)"/>
    /// <summary>The same, and for a while after a change of the address to the one before as well: the change may have been a thief's.</summary>
    public Guid AddEverywhere(PortalUser user, Func<Letter> write, Effects effects)
    {
        if (AddressChange.AlsoTold(user, time.Now()) is { } before)
        {
            AddTo(before, user, write, effects);
        }

        return Add(user, write, effects);
    }

    /// <param name="write">Asked for in the portal's own language.</param>
    /// <param name="replyTo">Whom an answer of the desk goes to; null for nobody.</param>
    /// <param name="effects">Of the transaction.</param>
    public void AddForSupport(Func<Letter> write, string? replyTo, Effects effects) =>
        Add(userId: null, support.Value.Mailbox, replyTo, portal.Value.DefaultLanguage, write, effects);

    private Guid Add(string? userId, string recipient, string? replyTo, string language, Func<Letter> write, Effects effects)
    {
        var (subject, plain, rich, canWait) = Languages.In(language, () => Compose(write(), userId is null));
        var added = database.OutboxMails.Add(new OutboxMail
        {
            UserId = userId,
            Recipient = recipient,
            ReplyTo = replyTo,
            Language = language,
            Subject = subject,
            ProtectedText = bodies.Protect(plain),
            ProtectedHtml = bodies.Protect(rich),
            CanWait = canWait,
            CreatedAt = order.Next(),
            DueAt = time.Now(),
        }).Entity;
        effects.Publish(Topic, "");
        return added.Id;
    }

    private (string Subject, string Text, string Html, bool CanWait) Compose(Letter letter, bool forSupport)
    {
        var foot = text.Foot(forSupport);
        return (MailHeaders.OneLine(letter.Subject), LetterText.Write(letter, foot), html.Write(letter, foot), letter.CanWait);
    }
}
