using System.Globalization;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class ExpiryReminderTests(PortalFixture portal)
{
    private const string Subject = "Your password expires soon";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Reminders_come_fourteen_seven_and_one_days_before_each_once(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var (person, end) = await ExpiringAsync(host, TimeSpan.FromDays(15));
        var counts = new List<int>();
        foreach (var days in new[] { 15, 14, 13, 7, 6, 2, 1, 0, -1 })
        {
            host.Time.Advance(end.AddDays(-days) - host.Time.Now());
            await WriteAsync(host);
            await WriteAsync(host);
            counts.Add((await host.MailsAsync(person)).Count(mail => mail.Subject == Subject));
        }

        Assert.Equal([0, 1, 1, 2, 2, 2, 3, 3, 3], counts);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Two_nodes_and_a_restart_send_one_reminder(string database)
    {
        var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var (person, _) = await ExpiringAsync(host, TimeSpan.FromDays(13));
        await using (var node = host.StartNode())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync(i % 2 == 0 ? host : node)));
        }

        await using var restarted = await host.RestartAsync();
        await WriteAsync(restarted);
        Assert.Single(await restarted.MailsAsync(person));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Who_was_not_reminded_in_time_gets_only_the_reminder_that_is_due(string database)
    {
        var host = portal.On(database);
        var (person, _) = await ExpiringAsync(host, TimeSpan.FromHours(20));
        await WriteAsync(host);
        Assert.Single(await host.MailsAsync(person));
        Assert.Equal(1, await host.QueryAsync(db => db.ExpiryReminders.Where(r => r.UserId == person.Id).Select(r => r.Days).SingleAsync()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Nobody_is_reminded_of_a_password_that_has_expired_was_changed_or_belongs_to_a_closed_account(string database)
    {
        var host = portal.On(database);
        var now = host.Time.Now();
        var (expired, _) = await ExpiringAsync(host, TimeSpan.Zero);
        var (disabled, _) = await ExpiringAsync(host, TimeSpan.FromDays(3));
        var (frozen, _) = await ExpiringAsync(host, TimeSpan.FromDays(3));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == disabled.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == frozen.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.FrozenAt, now)));
        var changed = await host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(changed, host);
        await ChangeTests.ChangeAsync(visitor, TestPerson.Password, ChangeTests.NewPassword);
        await WriteAsync(host);
        foreach (var person in new[] { expired, disabled, frozen, changed })
        {
            Assert.DoesNotContain(await host.MailsAsync(person), mail => mail.Subject == Subject);
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_password_that_was_chosen_while_none_expired_gets_its_end_and_its_reminder(string database)
    {
        var host = portal.On(database);
        var (person, invited) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync());
        var chosen = host.Time.Now().AddMonths(-6).AddDays(10);
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, (DateTime?)null).SetProperty(x => x.PasswordChangedAt, chosen)));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == invited.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, (DateTime?)null).SetProperty(x => x.PasswordHash, (string?)null)));

        await WriteAsync(host);

        var ends = await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id || u.Id == invited.Id).ToDictionaryAsync(u => u.Id, u => u.PasswordExpiresAt));
        Assert.InRange(ends[person.Id]!.Value - host.Time.Now(), TimeSpan.FromDays(6), TimeSpan.FromDays(14)); // months differ
        Assert.Null(ends[invited.Id]);
        Assert.Equal(Subject, Assert.Single(await host.MailsAsync(person)).Subject);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_password_begins_its_own_reminders(string database)
    {
        var host = portal.On(database);
        var (person, _) = await ExpiringAsync(host, TimeSpan.FromDays(1));
        await WriteAsync(host);
        await SetExpiryAsync(host, person, host.Time.Now().AddDays(1).AddHours(-1));
        await WriteAsync(host);
        Assert.Equal(2, (await host.MailsAsync(person)).Count);
    }

    [Fact]
    public async Task Fourteen_days_over_a_change_of_the_clock_are_fourteen_days_on_the_wall()
    {
        await using var host = await PortalHost.StartAsync();
        var end = Utc("2027-04-04T10:00+02:00"); // the clocks go forward on 28 March
        host.Time.Advance(Utc("2027-03-21T09:59+01:00") - host.Time.Now());
        var person = await host.AddWithAuthenticatorAsync();
        await SetExpiryAsync(host, person, end);
        await WriteAsync(host);
        Assert.Empty(await host.MailsAsync(person));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(host);
        Assert.Contains("4 April 2027, 10:00", Assert.Single(await host.MailsAsync(person)).Text);
    }

    [Fact]
    public async Task The_portal_writes_reminders_by_itself_within_the_hour()
    {
        await using var host = await PortalHost.StartAsync();
        var (person, _) = await ExpiringAsync(host, TimeSpan.FromDays(14) + TimeSpan.FromMinutes(30));
        do
        {
            await host.PassAsync(60); // again until the timer is there: the service begins by itself
        }
        while (await host.QueryAsync(db => db.ExpiryReminders.CountAsync()) == 0 && host.Time.Now() < Utc("2030-01-01T00:00+00:00"));
        Assert.Single(await host.MailsAsync(person));
    }

    [Theory]
    [InlineData(14, "Your password expires in 14 days, on ")]
    [InlineData(1, "Your password expires tomorrow, ")]
    [InlineData(15, null)]
    public async Task The_home_page_says_so_from_the_first_reminder_on(int days, string? said)
    {
        var host = portal.Sqlite;
        var (person, _) = await ExpiringAsync(host, TimeSpan.FromDays(days));
        using var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(person, host);
        Assert.StartsWith(said ?? "", visitor.Text("expiry-banner") ?? "");
        Assert.Equal(said is null, visitor.Text("expiry-banner") is null);
        Assert.NotNull(visitor.Page.QuerySelector("a[href='/password/change']"));
    }

    private static async Task<(TestPerson Person, DateTime End)> ExpiringAsync(PortalHost host, TimeSpan left)
    {
        var person = await host.AddWithAuthenticatorAsync();
        var end = host.Time.Now() + left;
        await SetExpiryAsync(host, person, end);
        return (person, end);
    }

    private static Task<int> SetExpiryAsync(PortalHost host, TestPerson person, DateTime end) =>
        host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordExpiresAt, end)));

    private static Task<int> WriteAsync(PortalHost host) => host.RunAsync((ExpiryReminders reminders) => reminders.WriteAsync(CancellationToken.None));

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
