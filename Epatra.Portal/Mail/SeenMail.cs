using System.Linq.Expressions;
using Epatra.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Mail;

/// <summary>The messages of everybody, to look at in Development.</summary>
internal sealed class SeenMail(PortalDbContext database, MailBodies bodies)
{
    /// <summary>Messages on the list.</summary>
    public const int Most = 50;

    private static readonly Expression<Func<OutboxMail, ShownMail>> Show = mail => new ShownMail(
        mail.Id, mail.Subject, mail.Recipient, mail.Language, mail.CreatedAt,
        mail.SentAt != null ? MailState.Sent : mail.FailedAt != null ? MailState.Failed : MailState.Waiting, mail.LastError);

    /// <summary>Newest first.</summary>
    public Task<List<ShownMail>> ListAsync() => database.OutboxMails.OrderByDescending(mail => mail.CreatedAt).Take(Most).Select(Show).ToListAsync();

    public Task<ShownMail?> FindAsync(Guid id) => database.OutboxMails.Where(mail => mail.Id == id).Select(Show).SingleOrDefaultAsync();

    public async Task<string> TextAsync(Guid id) =>
        bodies.Unprotect(await database.OutboxMails.Where(mail => mail.Id == id).Select(mail => mail.ProtectedText).SingleAsync());

    /// <returns>Null when there is no such message.</returns>
    public async Task<string?> HtmlAsync(Guid id) =>
        await database.OutboxMails.Where(mail => mail.Id == id).Select(mail => mail.ProtectedHtml).SingleOrDefaultAsync() is { } html ? bodies.Unprotect(html) : null;
}
