using System.Globalization;
using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Language;

namespace Epatra.Portal.Mail;

/// <summary>Messages to people, added to the transaction of what they announce.</summary>
internal sealed class Outbox(PortalDbContext database, TimeProvider time)
{
    /// <param name="user">Who gets it.</param>
    /// <param name="write">Subject and text, asked for in the person's own language.</param>
    public void Add(PortalUser user, Func<(string Subject, string Text)> write)
    {
        var ((subject, text), now) = (In(user.Language, write), time.Now());
        database.OutboxMails.Add(new OutboxMail
        {
            UserId = user.Id,
            Recipient = user.Email!,
            Subject = subject,
            TextBody = text,
            HtmlBody = $"<p>{WebUtility.HtmlEncode(text).Replace("\n\n", "</p><p>").Replace("\n", "<br>")}</p>",
            CreatedAt = now,
            DueAt = now,
        });
    }

    private static T In<T>(string language, Func<T> write)
    {
        var (culture, texts) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Languages.All[language];
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, texts);
        }
    }
}
