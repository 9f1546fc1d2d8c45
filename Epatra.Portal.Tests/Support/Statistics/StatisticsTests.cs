using System.Net;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Cleanup;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Support.Statistics;

/// <summary>The figures are of everybody: whoever counts them has a database of its own.</summary>
[Collection(PortalFixture.Collection)]
public sealed class StatisticsTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Codes_of_real_sign_ins_become_figures_and_hold_nobodys_name(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var (agent, person) = (await host.AddAgentAsync(), await host.AddWithAuthenticatorAsync());
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync("12345x"); // no code at all
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -300));
        await visitor.SubmitCodeAsync(await Phone.WrongCodeAsync(person.Secret!, host.Time.GetUtcNow()));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -30));
        using var desk = new Visitor(host.Address);
        await desk.SignInAsync(agent, host);

        var all = await ReadAsync(host, agent);
        Assert.Equal(2, all.People[AuthenticatorApp.Google]);
        Assert.Equal((2, new Share(1, 2), 100.0), (all.SignIns(AuthenticatorApp.Google), all.FirstTries(AuthenticatorApp.Google), all.RefusedPerHundred(AuthenticatorApp.Google)));
        Assert.Equal((1, 1, 1, 3), (all.Drifting(AuthenticatorApp.Google, -10, -10).Hits, all.Drifting(AuthenticatorApp.Google, -1, -1).Hits, all.Drifting(AuthenticatorApp.Google, 0, 0).Hits, all.Drifting(AuthenticatorApp.Google, 0, 0).Cases));
        Assert.DoesNotContain(await host.QueryAsync(data => Task.FromResult(data.Model.FindEntityType(typeof(CodeUse))!.GetProperties().ToList())),
            property => property.ClrType == typeof(string) || property.ClrType == typeof(Guid) || property.ClrType == typeof(DateTime));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Figures_are_by_week_and_app_and_tell_whether_Googles_app_is_better(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var agent = await host.AddAgentAsync();
        var week = LocalTime.Monday(host.Time.Now(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels"));
        await AddAsync(host, 95, week, AuthenticatorApp.Google, CodeOutcome.Accepted);
        await AddAsync(host, 5, week, AuthenticatorApp.Google, CodeOutcome.Wrong);
        await AddAsync(host, 60, week.AddDays(-7), AuthenticatorApp.Microsoft, CodeOutcome.Accepted);
        await AddAsync(host, 40, week.AddDays(-7), AuthenticatorApp.Microsoft, CodeOutcome.OtherTime);
        await AddAsync(host, 500, week.AddDays(-7 * 4), AuthenticatorApp.Microsoft, CodeOutcome.Accepted);
        foreach (var seconds in (int[])[30, 40, 50, 60, 70, 80, 90, 100, 110, 2_000])
        {
            await AddAsync(host, 1, week, AuthenticatorApp.Google, CodeOutcome.Accepted, seconds);
        }

        await AddResetAsync(host, agent, Cause.Clock, ResetState.Done);
        await AddResetAsync(host, agent, Cause.NewPhone, ResetState.Undone);

        using var desk = new Visitor(host.Address);
        await desk.SignInAsync(agent, host); // 96 of 101
        await desk.GoAsync("/support/statistics?weeks=4");
        var comparison = desk.Page.QuerySelector("[data-testid=comparison]")!;
        Assert.Equal("GoogleIsBetter", comparison.GetAttribute("data-verdict"));
        Assert.Contains("With Google Authenticator 95 % of 101 sign-ins succeeded with the first code, with Microsoft Authenticator 60 % of 100.".Replace(" %", "\u00a0%", StringComparison.Ordinal), comparison.TextContent);
        Assert.Equal(["Google Authenticator", "1", "96", "95 % (101)", "5.2 (96)", "1 min 10 s (10)", "1 min 50 s (10)", "1"], Row(desk, "apps", 0));
        Assert.Equal(["Microsoft Authenticator", "0", "60", "60 % (100)", "66.7 (60)", "–", "–", "0"], Row(desk, "apps", 1));
        Assert.Equal([Day(week.AddDays(-7)), "–", "60 % (100)"], Row(desk, "first-try", 2));
        Assert.Equal([Day(week), "95 % (101)", "–"], Row(desk, "first-try", 3));
        Assert.Equal(["Codes refused, clocks not in step", "1", "0", "0"], Row(desk, "resets", 2));

        await desk.GoAsync("/support/statistics?weeks=12");
        Assert.Equal("560", Row(desk, "apps", 1)[2]);
        var file = await (await desk.SendAsync(new(HttpMethod.Get, "/support/statistics/first-try.csv?weeks=4"))).Content.ReadAsStringAsync();
        Assert.Equal($"{week:yyyy-MM-dd},95.05,101,,0", file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.SendAsync(new(HttpMethod.Get, "/support/statistics/nothing.csv"))).StatusCode);
    }

    [Fact]
    public async Task An_empty_portal_has_too_few_cases_and_only_the_desk_may_look()
    {
        await using var host = await PortalHost.StartAsync();
        using var person = new Visitor(host.Address);
        await person.SignInAsync(await host.AddWithAuthenticatorAsync(), host);
        await person.GoAsync("/support/statistics");
        Assert.Equal("/", person.At);
        Assert.Equal(HttpStatusCode.Redirect, (await person.SendAsync(new(HttpMethod.Get, "/support/statistics/apps.csv"))).StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync((StatisticsReading reading) => reading.ReadAsync(null)));

        using var desk = new Visitor(host.Address, "nl");
        await desk.SignInAsync(await host.AddAgentAsync(language: "nl"), host);
        await desk.GoAsync("/support/statistics?weeks=99999999999");
        Assert.Contains("Er zijn te weinig gevallen", desk.Text("comparison"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Codes_are_forgotten_after_two_years(string database)
    {
        var host = portal.On(database);
        var week = LocalTime.Monday(host.Time.Now(), TimeZoneInfo.Utc);
        var (over, kept) = (week.AddDays(-7 * 106), week.AddDays(-7 * 100));
        await AddAsync(host, 3, over, AuthenticatorApp.Google, CodeOutcome.Accepted);
        await AddAsync(host, 2, kept, AuthenticatorApp.Google, CodeOutcome.Accepted);

        await host.RunAsync((WhatIsOver rest) => rest.DeleteAsync(CancellationToken.None));

        Assert.Equal(0, await host.QueryAsync(data => data.CodeUses.CountAsync(use => use.Week == over)));
        Assert.Equal(2, await host.QueryAsync(data => data.CodeUses.CountAsync(use => use.Week == kept)));
    }

    [Theory]
    [InlineData("2026-11-22T22:59:59Z", "2026-11-16")]
    [InlineData("2026-11-22T23:00:00Z", "2026-11-23")]
    [InlineData("2026-03-29T22:00:00Z", "2026-03-30")]
    public void A_week_begins_on_Monday_at_midnight_of_the_time_zone(string moment, string monday) =>
        Assert.Equal(monday, LocalTime.Monday(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task An_enrolment_says_how_long_it_took_from_the_QR_code(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database));
        var agent = await host.AddAgentAsync();
        foreach (var seconds in (int[])[75, 7_200])
        {
            var authenticator = new Authenticator { UserId = agent.Id, Number = 9, App = AuthenticatorApp.Microsoft, State = AuthenticatorState.Pending, ProtectedSecret = "", CreatedAt = host.Time.Now() };
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
            await host.RunAsync(async (IServiceProvider services) =>
            {
                services.GetRequiredService<CodeUses>().Enrolled(authenticator, Totp.StepAt(host.Time.GetUtcNow()), refused: 0);
                return await services.GetRequiredService<PortalDbContext>().SaveChangesAsync();
            });
        }

        var all = await ReadAsync(host, agent);
        Assert.Equal((2, 75, 3_600), (all.Enrolled(AuthenticatorApp.Microsoft), all.SecondsFromQr(0.5, AuthenticatorApp.Microsoft), all.SecondsFromQr(0.9, AuthenticatorApp.Microsoft)));
        Assert.Equal(0, all.SignIns(AuthenticatorApp.Microsoft));
    }

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", Languages.All["en"]);

    private static string[] Row(Visitor visitor, string table, int row) =>
        [.. visitor.Page.QuerySelectorAll($"[data-testid=table-{table}] tbody tr")[row].Children.Select(cell => cell.TextContent.Trim().Replace('\u00a0', ' '))];

    private static Task<WeeklyFigures> ReadAsync(PortalHost host, TestPerson agent) => host.AsAsync(agent, (StatisticsReading reading) => reading.ReadAsync(4));

    private static Task<int> AddAsync(PortalHost host, int count, DateOnly week, AuthenticatorApp app, CodeOutcome outcome, int? seconds = null) => host.QueryAsync(data =>
    {
        data.CodeUses.AddRange(Enumerable.Range(0, count).Select(_ => new CodeUse
        {
            Week = week,
            Kind = seconds is null ? CodeUseKind.SignIn : CodeUseKind.Enrollment,
            App = app,
            Outcome = outcome,
            First = true,
            SecondsFromQr = seconds,
        }));
        return data.SaveChangesAsync();
    });

    private static Task<int> AddResetAsync(PortalHost host, TestPerson agent, Cause cause, ResetState state) => host.QueryAsync(data =>
    {
        data.Resets.Add(new()
        {
            UserId = agent.Id,
            AgentId = agent.Id,
            Cause = cause,
            Note = "",
            Proof = ResetProof.Both,
            App = AuthenticatorApp.Google,
            AskedAt = host.Time.Now(),
            DoneAt = host.Time.Now(),
            State = state,
        });
        return data.SaveChangesAsync();
    });
}
