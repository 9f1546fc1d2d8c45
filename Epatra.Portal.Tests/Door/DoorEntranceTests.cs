using System.Net;
using Epatra.Portal.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Door;

/// <summary>The way from the portal to the host of an application and what goes wrong on it; and the question itself, without a proxy.</summary>
public sealed class DoorEntranceTests(DoorFixture door) : IClassFixture<DoorFixture>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.2")]
    [InlineData("127.0.0.2:80@evil.example")]
    [InlineData("")]
    public async Task A_host_that_is_not_in_the_settings_leads_home_and_has_no_entrance(string host)
    {
        var (visitor, _) = await door.SignInAsync();
        await visitor.GoAsync($"/auth/door?host={Uri.EscapeDataString(host)}&path=%2F&browser={new string('x', 43)}");
        Assert.Equal("/", visitor.At);

        await visitor.GoAsync($"/auth/enter/{Uri.EscapeDataString(host)}");
        Assert.Equal(HttpStatusCode.NotFound, visitor.Response.StatusCode);
        if (host.Length > 0)
        {
            await visitor.GoAsync($"/auth/check/{Uri.EscapeDataString(host)}");
            Assert.Equal(HttpStatusCode.NotFound, visitor.Response.StatusCode);
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_path_that_leads_elsewhere_leads_to_the_start_of_the_application(string path)
    {
        var (visitor, _) = await door.SignInAsync();
        await visitor.GoAsync($"http://{door.Application}/auth/enter?path={Uri.EscapeDataString(path)}");
        await visitor.GoOnAsync();
        Assert.Equal("/", visitor.Told()?[0]);
    }

    [Fact]
    public async Task A_very_long_address_is_not_come_back_to()
    {
        using var visitor = door.Visit();
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://{door.Application}/{new string('x', 3000)}"));
        Assert.Equal($"http://{door.Application}/auth/enter?path=%2F", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_ticket_works_once_in_one_browser_on_one_host_and_for_a_minute()
    {
        var (visitor, person) = await door.SignInAsync();
        await visitor.GoAsync($"http://{door.Application}/");
        var ticket = visitor.Page.QuerySelector("[data-testid=door-go]")!.GetAttribute("href")!;

        var (thief, _) = await door.SignInAsync();
        await thief.GoAsync($"http://{door.Application}/"); // has a cookie of the application's host, its own
        await thief.GoAsync(ticket);
        Assert.Contains("did not recognise this browser", thief.Error, StringComparison.Ordinal);

        using var copy = visitor.Copy();
        foreach (Cookie cookie in visitor.Cookies.GetCookies(new Uri($"http://{door.Application}")))
        {
            copy.Cookies.Add(new Uri($"http://{door.Application}"), new Cookie(cookie.Name, cookie.Value));
        }

        await visitor.GoAsync(ticket);
        Assert.Equal(person.Id, visitor.Told()?[1]);
        await copy.GoAsync(ticket);
        Assert.Contains("did not recognise this browser", copy.Error, StringComparison.Ordinal);
        await visitor.GoAsync(ticket); // once more in a browser that is in: it is in
        Assert.Equal(person.Id, visitor.Told()?[1]);

        var (late, _) = await door.SignInAsync();
        await late.GoAsync($"http://{door.Application}/");
        door.Portal.Time.Advance(TimeSpan.FromSeconds(61));
        await late.GoAsync(late.Page.QuerySelector("[data-testid=door-go]")!.GetAttribute("href")!);
        Assert.Contains("did not recognise this browser", late.Error, StringComparison.Ordinal);
        await late.GoAsync(late.Page.QuerySelector("[data-testid=door-go]")!.GetAttribute("href")!); // try again
        await late.GoOnAsync();
        Assert.NotNull(late.Told());
    }

    [Fact]
    public async Task The_cookie_of_one_application_opens_no_other()
    {
        var (visitor, _) = await door.EnterAsync(agent: true);
        var cookie = visitor.Cookies.GetCookies(new Uri($"http://{door.Application}"))["epatra-door"]!;
        Assert.True(cookie.HttpOnly);
        visitor.Cookies.Add(new Uri($"http://{door.ForDesk}"), new Cookie(cookie.Name, cookie.Value));

        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://{door.ForDesk}/"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task The_cookie_before_the_sign_in_is_worth_nothing_after_it()
    {
        var (visitor, _) = await door.SignInAsync();
        await visitor.GoAsync($"http://{door.Application}/");
        var before = visitor.Cookies.GetCookies(new Uri($"http://{door.Application}"))["epatra-door"]!.Value;
        await visitor.GoOnAsync();
        Assert.NotNull(visitor.Told());

        using var planted = door.Visit();
        planted.Cookies.Add(new Uri($"http://{door.Application}"), new Cookie("epatra-door", before));
        using var answer = await planted.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://{door.Application}/"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Below_the_portals_own_host_its_own_session_counts()
    {
        using var stranger = door.Visit();
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/auth/check");
        asked.Headers.Add("X-Forwarded-Uri", "/notes/?x=1");
        using var refused = await stranger.SendAsync(asked);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal($"{door.Address}sign-in?returnUrl=%2Fnotes%2F%3Fx%3D1", refused.Headers.GetValues(DoorKeeper.SignInHeader).Single());
        using var redirected = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/auth/check?redirect"));
        Assert.Equal((HttpStatusCode.Redirect, $"{door.Address}sign-in?returnUrl=%2F"), (redirected.StatusCode, redirected.Headers.Location?.ToString()));

        var (visitor, person) = await door.SignInAsync();
        using var answer = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/auth/check"));
        Assert.Equal((HttpStatusCode.OK, person.Id), (answer.StatusCode, answer.Headers.GetValues("X-Portal-User").Single()));
        Assert.Equal(person.Email, answer.Headers.GetValues("X-Portal-Email").Single());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Whether_an_application_is_reached_over_https_only_is_its_own_to_say()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = door.Portal.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        using var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative));
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        foreach (var path in (string[])["/auth/enter/", "/auth/check/"])
        {
            using var answer = await http.GetAsync(new Uri(path + door.Application, UriKind.Relative));
            Assert.Equal((path, false), (path, answer.Headers.Contains("Strict-Transport-Security")));
        }
    }

    [Theory]
    [InlineData("Host", "app.example.com", true)]
    [InlineData("Host", "app.example.com:8443", true)]
    [InlineData("Host", "https://app.example.com", false)]
    [InlineData("Host", "app.example.com/", false)]
    [InlineData("Host", "*.example.com", false)]
    [InlineData("Roles:0", "Agent", true)]
    [InlineData("Roles:0", "Boss", false)]
    [InlineData("Roles", "Agent", false)]
    public void A_wrong_setting_is_told_at_start(string key, string value, bool allowed)
    {
        var check = new SettingsCheck(new ConfigurationBuilder().AddInMemoryCollection([new($"Door:Hosts:0:{key}", value)]).Build());
        check.Examine<DoorHost>("Door:Hosts:0");
        Assert.Equal(allowed, check.Message is null);
    }

    [Theory]
    [InlineData("a\r\nX-Portal-Roles: Administrator", "a%0D%0AX-Portal-Roles: Administrator")]
    [InlineData("Ж 100%", "%D0%96 100%25")]
    [InlineData("\u007f\0", "%7F%00")]
    public void A_name_is_safe_in_a_header(string name, string printable) => Assert.Equal(printable, DoorCaller.Printable(name));

    [Fact]
    public async Task Cookies_that_name_nobody_are_forgotten_after_a_second()
    {
        var memory = door.Portal.Services.GetRequiredService<DoorMemory>();
        door.Portal.Time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(await memory.FindAsync($"nobody {i}", _ => Task.FromResult<Accounts.Session?>(null)));
        }

        Assert.InRange(memory.Remembered, 50, 60);
        door.Portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await memory.FindAsync("nobody", _ => Task.FromResult<Accounts.Session?>(null)));
        Assert.Equal(1, memory.Remembered);
    }

    [Fact]
    public async Task Many_questions_at_once_are_one_look_into_the_database_and_a_failed_look_is_none()
    {
        var (memory, looks) = (door.Portal.Services.GetRequiredService<DoorMemory>(), 0);
        async Task<Accounts.Session?> Read(IServiceProvider services)
        {
            await Task.Yield();
            return Interlocked.Increment(ref looks) == 1 ? throw new TimeoutException() : null;
        }

        var key = Guid.NewGuid().ToString();
        await Assert.ThrowsAsync<TimeoutException>(() => memory.FindAsync(key, Read));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => memory.FindAsync(key, Read)));
        Assert.Equal(2, looks);
    }
}
