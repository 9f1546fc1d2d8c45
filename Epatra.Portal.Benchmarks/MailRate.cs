using System.Globalization;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Epatra.Portal.Benchmarks;

/// <summary>From one commit with many messages to the last of them recorded as sent: on SQLite, into a folder.</summary>
internal static class MailRate
{
    private const int Count = 400;

    public static async Task RunAsync(Bench bench)
    {
        await using var database = await bench.SeedAsync(0, SeededDatabase.FewIterations, authenticators: false);
        await RoundAsync(database, Count / 4);
        var best = 0.0;
        for (var round = 0; round < Bench.Rounds; round++)
        {
            best = Math.Max(best, await RoundAsync(database, Count));
        }

        bench.Report.Add("mails a second through the outbox, into a folder, SQLite", "", best.ToString("0", CultureInfo.InvariantCulture));
    }

    /// <summary>Each to somebody else: the order of one person's messages would make it one at a time.</summary>
    private static async Task<double> RoundAsync(SeededDatabase database, int count)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (data, outbox) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), scope.ServiceProvider.GetRequiredService<Outbox>());
        var people = await data.Users.AsNoTracking().Take(count).ToListAsync();
        var start = TimeProvider.System.GetTimestamp();
        await scope.ServiceProvider.GetRequiredService<Transactions>().RunAsync(effects =>
        {
            people.ForEach(person => outbox.Add(person, () => Letter(person), effects));
            return Task.CompletedTask;
        });
        while (await data.OutboxMails.AnyAsync(mail => mail.SentAt == null))
        {
            await Task.Delay(5);
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static Letter Letter(PortalUser person) =>
        new("Something happened", [$"Hello {person.Name},", "Somebody has done something."], new("Look at it", "http://localhost:5080/"), ["It was not you? Tell us."]);
}
