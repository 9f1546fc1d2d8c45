using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Audit;

[Collection(PortalFixture.Collection)]
public sealed class AuditPageTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_story_of_a_person_is_told_in_words_and_reading_it_is_an_entry(string database)
    {
        var host = portal.On(database);
        var name = $"Zoë <b>Peeters</b> {Guid.NewGuid():N}";
        var person = await host.AddWithAuthenticatorAsync(name: name);
        using (var visitor = new Visitor(host.Address))
        {
            await visitor.SignInAsync(person, host);
        }

        using var administrator = await SignInAsync(host);
        await administrator.GoAsync($"/audit?person={person.Id}");
        Assert.Equal(
            [$"{name} signed in", $"{name} typed a right code", $"{name} gave the right password"],
            Rows(administrator).Select(row => row.QuerySelector("p")!.TextContent.Trim()));
        Assert.Equal(LocalTime.ClockTimeToTheSecond(host.Time.Now(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")), Rows(administrator)[0].QuerySelector("time")!.TextContent);
        Assert.Contains("127.0.0.1", Rows(administrator)[0].TextContent);

        await administrator.GoAsync("/audit");
        Assert.Equal("PersonSeen", Rows(administrator)[0].GetAttribute("data-kind"));
        Assert.Equal($"/audit?person={person.Id}", Rows(administrator)[0].QuerySelector("[data-testid=story]")!.GetAttribute("href"));

        await host.QueryAsync(data => data.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Name, "Someone Else")));
        await administrator.GoAsync($"/audit?person={WebUtility.UrlEncode($"zoe {name[^32..]}")}&kind=SignedIn");
        Assert.Equal("Someone Else signed in", Assert.Single(Rows(administrator)).QuerySelector("p")!.TextContent.Trim());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Entries_are_filtered_and_paged_and_those_of_an_erased_person_say_so(string database)
    {
        var host = portal.On(database);
        var (erased, actor) = (Guid.NewGuid().ToString(), await host.AddAgentAsync(name: "Ada Agent"));
        await WriteAsync(host, actor.Id, [.. Enumerable.Range(0, 120).Select(i => (i % 2 == 0 ? AuditKind.WaitLifted : AuditKind.AccountUnfrozen, erased, $"act {i} {erased}"))]);

        using var administrator = await SignInAsync(host);
        await administrator.GoAsync($"/audit?person={erased}&kind=WaitLifted");
        var all = Details(administrator);
        Assert.All(Rows(administrator), row => Assert.Equal("Ada Agent lifted the wait of somebody whose data was erased", row.QuerySelector("p")!.TextContent.Trim()));
        Assert.Equal(50, all.Count);
        await FollowAsync(administrator, "older");
        all.AddRange(Details(administrator));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"act {118 - 2 * i} {erased}"), all);
        Assert.Null(administrator.Page.QuerySelector("[data-testid=older]"));
        await FollowAsync(administrator, "newest");
        Assert.Equal(50, Rows(administrator).Count);

        await administrator.GoAsync($"/audit?text=ACT+7+{erased}&actor=ada+agent");
        Assert.Equal([$"act 7 {erased}"], Details(administrator));
        await administrator.GoAsync($"/audit?text={erased}&actor={Guid.NewGuid()}");
        Assert.Empty(Rows(administrator));
        await administrator.GoAsync("/audit?kind=Nonsense&from=2026-99-99&to=x&before=-3&person=%00");
        Assert.Equal(HttpStatusCode.OK, administrator.Response.StatusCode);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Days_begin_and_end_at_midnight_of_the_portals_time_zone(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database), ("Portal:TimeZone", "Asia/Tokyo"));
        var midnight = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")).Date.AddDays(2).AddHours(-9);
        host.Time.Advance(midnight.AddMinutes(-1) - host.Time.Now());
        await WriteAsync(host, null, [(AuditKind.SignedIn, "x", "the evening before")]);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await WriteAsync(host, null, [(AuditKind.SignedIn, "x", "the day")]);
        host.Time.Advance(TimeSpan.FromHours(24));
        await WriteAsync(host, null, [(AuditKind.SignedIn, "x", "the day after")]);

        var day = midnight.AddHours(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        using var administrator = await SignInAsync(host);
        await administrator.GoAsync($"/audit?kind=SignedIn&person=x&text=the&from={day}&to={day}");
        Assert.Empty(Rows(administrator)); // x is no id of a person
        await administrator.GoAsync($"/audit?kind=SignedIn&text=the&from={day}&to={day}");
        Assert.Equal(["the day"], Details(administrator));
        await administrator.GoAsync($"/audit?kind=SignedIn&text=the&to={day}");
        Assert.Equal(["the day", "the evening before"], Details(administrator));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_file_holds_what_is_shown_and_is_an_entry_itself(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync(name: "=1+1");
        await WriteAsync(host, person.Id, [.. Enumerable.Range(0, 70).Select(i => (AuditKind.SignedOut, person.Id, $"act {i}"))]);
        using var administrator = await SignInAsync(host);
        await administrator.GoAsync($"/audit?person={person.Id}&kind=SignedOut");
        var file = await administrator.SendAsync(new(HttpMethod.Get, administrator.Page.QuerySelector("[data-testid=audit-export]")!.GetAttribute("href")));

        Assert.Equal("text/csv; charset=utf-8", file.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("attachment; filename=audit-", file.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var lines = (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(71, lines.Length);
        Assert.Equal(Enumerable.Range(0, 70), lines.Skip(1).Select(line => int.Parse(line.Split(',')[7].Split(' ')[1], CultureInfo.InvariantCulture)));
        Assert.All(lines.Skip(1), line => Assert.Contains(",\"'=1+1\",", line));

        var entry = (await Chain.ReadValidAsync(host)).Last(entry => entry.Kind == AuditKind.AuditExported);
        Assert.Equal((person.Id, "part, kind SignedOut"), (entry.SubjectId, entry.Details));
    }

    [Fact]
    public async Task Only_administrators_read_it()
    {
        var host = portal.Sqlite;
        using var agent = new Visitor(host.Address);
        await agent.SignInAsync(await host.AddAgentAsync(), host);
        foreach (var path in (string[])["/audit", "/audit/export"])
        {
            await agent.GoAsync(path);
            Assert.Equal("/", agent.At);
            using var nobody = new Visitor(host.Address);
            await nobody.GoAsync(path);
            Assert.StartsWith("/sign-in", nobody.At);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync((AuditReader reader) => reader.ReadAsync(new(null, null, null, null, null, null, null))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync((AuditReader reader) => reader.ExportAsync(new(null, null, null, null, null, null, null), default)));
    }

    private static async Task<Visitor> SignInAsync(PortalHost host)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInAsync(await host.AddAgentAsync(Role.Administrator, name: "Ann Administrator"), host);
        return visitor;
    }

    private static List<IElement> Rows(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("[data-testid=audit-row]")];

    private static List<string> Details(Visitor visitor) => [.. Rows(visitor).Select(row => row.QuerySelector("code")!.TextContent)];

    private static Task FollowAsync(Visitor visitor, string testId) => visitor.GoAsync(visitor.Page.QuerySelector($"[data-testid={testId}]")!.GetAttribute("href")!);

    private static Task<bool> WriteAsync(PortalHost host, string? actor, (AuditKind Kind, string Subject, string Details)[] entries) => host.RunAsync(async (IServiceProvider services) =>
    {
        services.GetRequiredService<Actor>().Session = actor is null ? null
            : new Session { UserId = actor, Factor = SecondFactor.Code, CreatedAt = default, ExpiresAt = default, LastSeenAt = default, ProofAt = default };
        await services.GetRequiredService<Transactions>().RunAsync(effects =>
        {
            Array.ForEach(entries, entry => effects.Audit(entry.Kind, entry.Subject, entry.Details));
            return Task.CompletedTask;
        });
        return true;
    });
}
