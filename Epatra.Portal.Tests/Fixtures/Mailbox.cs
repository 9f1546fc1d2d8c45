using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Epatra.Portal.Mail;
using Epatra.Portal.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Fixtures;

/// <summary>A mail as its reader sees it.</summary>
internal sealed record Received(string To, string? ReplyTo, string Subject, string Text)
{
    /// <summary>Path and query of the link that begins with a path.</summary>
    public string Link(string path) => Regex.Match(Text, $@"http://localhost:5080({Regex.Escape(path)}\S*)").Groups[1].Value;
}

/// <summary>The mails that people of a test get.</summary>
internal static class Mailbox
{
    /// <summary>All mails to a person, the oldest first.</summary>
    public static Task<List<Received>> MailsAsync(this PortalHost host, TestPerson person) => host.MailsAsync(m => m.UserId == person.Id);

    /// <summary>The one mail with this subject.</summary>
    public static async Task<Received> MailAsync(this PortalHost host, TestPerson person, string subject) =>
        Xunit.Assert.Single(await host.MailsAsync(person), mail => mail.Subject == subject);

    public static async Task<List<Received>> MailsAsync(this PortalHost host, Expression<Func<OutboxMail, bool>> which)
    {
        var bodies = host.Services.GetRequiredService<MailBodies>();
        var mails = await host.QueryAsync(db => db.OutboxMails.AsNoTracking().Where(which).OrderBy(m => m.CreatedAt).ToListAsync());
        return mails.ConvertAll(m => new Received(m.Recipient, m.ReplyTo, m.Subject, bodies.Unprotect(m.ProtectedText)));
    }

    /// <summary>Asks for a link to a new password, and gives the path that the mail leads to; null when there was no mail.</summary>
    public static async Task<string?> ForgetPasswordAsync(this PortalHost host, TestPerson person, Visitor visitor)
    {
        host.Time.Advance(TimeSpan.FromSeconds(1)); // or it would be as old as the mail before it
        var before = (await host.MailsAsync(person)).Count;
        await visitor.GoAsync("/password/forgot");
        await visitor.SubmitAsync("forgot-form", ("Input.Email", person.Email));
        Xunit.Assert.NotNull(visitor.Text("notice"));
        await host.SendLinksAsync();
        var mails = await host.MailsAsync(person);
        return mails.Count == before ? null : mails[^1].Link("/password/reset");
    }

    /// <summary>Waits until the links that were asked for are written, by the portal itself or by this.</summary>
    public static Task SendLinksAsync(this PortalHost host) => host.RunAsync(async (IServiceProvider services) =>
    {
        await services.GetRequiredService<PasswordLinks>().SendAsync(CancellationToken.None);
        return true;
    });
}
