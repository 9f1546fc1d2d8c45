using System.Linq.Expressions;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Mail;

/// <summary>Writes messages as the portal's own services do, and looks what became of them.</summary>
internal static class Post
{
    public static Letter Letter(string subject) => new(subject, ["Hello,", "Something happened."]);

    /// <summary>One transaction with a message to somebody.</summary>
    public static Task WriteAsync(this PortalHost host, TestPerson person, params Letter[] letters) => host.WriteAsync(async (services, effects) =>
    {
        var user = await services.GetRequiredService<PortalDbContext>().Users.SingleAsync(user => user.Id == person.Id);
        Array.ForEach(letters, letter => services.GetRequiredService<Outbox>().Add(user, () => letter, effects));
    });

    /// <summary>One transaction.</summary>
    public static Task WriteAsync(this PortalHost host, Func<IServiceProvider, Effects, Task> work) => host.RunAsync(async (IServiceProvider services) =>
    {
        await services.GetRequiredService<Transactions>().RunAsync(effects => work(services, effects));
        return true;
    });

    /// <summary>Takes messages as a node does that can send so many.</summary>
    public static Task<List<OutboxMail>> ClaimAsync(this PortalHost host, int most = 1, bool withBulk = true) => host.RunAsync((OutboxQueue queue) => queue.ClaimAsync(most, withBulk));

    /// <summary>The last message with this subject, once it is so.</summary>
    public static async Task<OutboxMail> UntilAsync(this PortalHost host, string subject, Predicate<OutboxMail> isSo)
    {
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (true)
        {
            var mail = await host.QueryAsync(data => data.OutboxMails.AsNoTracking().OrderBy(m => m.CreatedAt).LastOrDefaultAsync(m => m.Subject == subject));
            if (mail is not null && isSo(mail))
            {
                return mail;
            }

            guard.Token.ThrowIfCancellationRequested();
        }
    }

    public static Task<OutboxMail> SentAsync(this PortalHost host, string subject) => host.UntilAsync(subject, mail => mail.SentAt is not null);

    /// <summary>Waits until nothing waits.</summary>
    public static Task AllSentAsync(this PortalHost host) => host.AllSentAsync(_ => true);

    /// <summary>Waits until nothing to this person waits.</summary>
    public static Task AllSentAsync(this PortalHost host, TestPerson person) => host.AllSentAsync(mail => mail.UserId == person.Id);

    private static async Task AllSentAsync(this PortalHost host, Expression<Func<OutboxMail, bool>> which)
    {
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (await host.QueryAsync(data => data.OutboxMails.Where(which).AnyAsync(mail => mail.SentAt == null)))
        {
            guard.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A message that is in the folder of the host, read.</summary>
    public static async Task<ReceivedMail> FileAsync(this PortalHost host, string subject) =>
        await ReceivedMail.ReadAsync(Path.Combine(host.Mails.FullName, $"{(await host.SentAsync(subject)).Id}.eml"));
}
