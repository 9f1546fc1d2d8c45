using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Support.Help;

[Collection(PortalFixture.Collection)]
public sealed class RequestTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Whoever_signs_in_again_in_the_same_browser_finds_the_request_as_it_was(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var caller = await host.AskForHelpAsync(person, "cause-clock");
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "<b>my phone</b> fell"));
        var code = caller.Text("support-code");
        Assert.Equal("sent", State(caller));
        await caller.SignInWithPasswordAsync(person);
        Assert.Equal("/sign-in/help", caller.At);
        Assert.Equal((code, "sent"), (caller.Text("support-code"), State(caller)));
        Assert.Contains("&lt;b&gt;my phone&lt;/b&gt; fell", caller.Html, StringComparison.Ordinal);
        Assert.Single(await host.MailsAsync(person), mail => mail.Subject == Calls.CodeMail);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_mailed_code_is_checked_with_the_seed_that_a_copy_of_the_database_has_only_encrypted(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var caller = await host.AskForHelpAsync(person);
        var code = await host.MailCodeAsync(person);
        Task ReplaceAsync(string seed) => host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.ProtectedSeed, seed)));
        var own = await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).Select(r => r.ProtectedSeed).SingleAsync());

        await ReplaceAsync(await host.RunAsync((RequestSeeds seeds) => Task.FromResult(seeds.New())));
        await caller.TypeMailCodeAsync(code);
        Assert.NotNull(caller.Error);
        await ReplaceAsync(own);
        await caller.TypeMailCodeAsync(code);
        Assert.Null(caller.Error);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Another_browser_is_told_and_shows_a_code_of_its_own(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var first = await host.AskForHelpAsync(person);
        using var second = await host.AskForHelpAsync(person);
        Assert.StartsWith("Help was also asked for in another browser", second.Text("notice"));
        Assert.NotEqual(await first.ReadOutAsync(), await second.ReadOutAsync());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_sent_request_goes_to_the_support_mailbox_and_an_answer_to_whoever_asked(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync(name: "Mieke Vermeulen-Janssens");
        using var caller = await host.AskForHelpAsync(person);
        await caller.SubmitAsync("request-form", ("Input.Act", "send"), ("Input.Note", "new phone since Monday"));
        var mail = Assert.Single(await host.MailsAsync(m => m.UserId == null && m.ReplyTo == person.Email));
        Assert.Equal(("support@ticportal.nl", "Hulpaanvraag: Mieke Vermeulen-Janssens"), (mail.To, mail.Subject));
        Assert.Contains("new phone since Monday", mail.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task What_was_written_stays_whatever_button_is_pressed(string database)
    {
        var host = portal.On(database);
        using var caller = await host.AskForHelpAsync(await host.AddWithAuthenticatorAsync());
        await caller.SubmitAsync("request-form", ("Input.Act", "code"), ("Input.MailCode", "12"), ("Input.Note", "half a sent"));
        Assert.StartsWith("This is not the code of the newest mail.", caller.Error);
        Assert.Equal("half a sent", caller.Page.QuerySelector("[data-testid=note]")!.TextContent);
        await caller.GoAsync("/sign-in/help");
        Assert.Equal("half a sent", caller.Page.QuerySelector("[data-testid=note]")!.TextContent);
        foreach (var (button, value) in new[] { ("Input.Act", "mail"), ("Input.Cause", nameof(Cause.Clock)) })
        {
            await caller.SubmitAsync("request-form", (button, value), ("Input.Note", $"pressed {value}"));
            Assert.Equal($"pressed {value}", caller.Page.QuerySelector("[data-testid=note]")!.TextContent);
        }

        Assert.Null(caller.Page.QuerySelector("[data-testid=cause-clock]")); // that is the one now
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Five_wrong_mail_codes_make_the_code_void_and_a_browser_gets_five_of_them(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var caller = await host.AskForHelpAsync(person);
        var right = await host.MailCodeAsync(person);
        var wrong = right == "000000" ? "000001" : "000000";
        for (var tries = 0; tries < 5; tries++)
        {
            await caller.TypeMailCodeAsync(wrong);
        }

        Assert.StartsWith("That was wrong too often", caller.Error);
        await caller.GoAsync("/sign-in/help");
        Assert.Null(caller.Page.QuerySelector("[data-testid=mail-code]"));
        for (var mails = 1; mails < 5; mails++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1)); // or it would be as old as the one before
            await caller.SubmitAsync("request-form", ("Input.Act", "mail"));
            Assert.Null(caller.Error);
        }

        await caller.SubmitAsync("request-form", ("Input.Act", "mail"));
        Assert.StartsWith("You have had as many codes today as we send.", caller.Error);
        Assert.Equal(5, (await host.MailsAsync(person)).Count(mail => mail.Subject == Calls.CodeMail));
        await caller.TypeMailCodeAsync(right);
        Assert.NotNull(caller.Error);
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal("mail-confirmed", State(caller));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Wrong_support_codes_count_against_the_browsers_that_wait_and_a_slip_costs_nothing(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        using var caller = await host.AskForHelpAsync(person);
        var right = await caller.ReadOutAsync();
        var slip = right[..^1] + (right[^1] == '0' ? '1' : '0');
        for (var tries = 0; tries < 10; tries++)
        {
            Assert.Equal(SupportCodeOutcome.NotACode, await host.HearAsync(agent, person, slip));
        }

        using var stranger = await host.AskForHelpAsync(await host.AddWithAuthenticatorAsync());
        var wrong = await stranger.ReadOutAsync();
        for (var tries = 0; tries < 4; tries++)
        {
            Assert.Equal(SupportCodeOutcome.Wrong, await host.HearAsync(agent, person, wrong));
        }

        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, right));
        Assert.Equal(SupportCodeOutcome.Wrong, await host.HearAsync(agent, person, wrong));
        Assert.Equal(SupportCodeOutcome.NobodyWaits, await host.HearAsync(agent, person, right));
        await caller.GoAsync("/sign-in/help");
        Assert.Null(caller.Text("support-code"));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await caller.GoAsync("/sign-in/code");
        await caller.SubmitCodeAsync(await host.CodeAsync(person)); // the person is not held up by it
        Assert.Equal("/", caller.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_request_ends_when_its_person_signs_in(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var waiting = await host.AskForHelpAsync(person);
        using var colleague = await host.AskForHelpAsync(person);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await waiting.GoAsync("/sign-in/code");
        await waiting.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/", waiting.At);
        Assert.Equal([RequestEnd.SignedIn, null], await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).OrderBy(r => r.EndedBy == null).Select(r => r.EndedBy).ToListAsync()));
        await colleague.GoAsync("/sign-in/help");
        Assert.NotNull(colleague.Text("support-code")); // who shares the login waits on
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Without_the_password_the_answer_is_the_same_for_an_address_that_is_known_and_one_that_is_not(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var answers = new List<string>();
        foreach (var email in new[] { person.Email, $"{Guid.NewGuid():N}@test.example" })
        {
            using var visitor = new Visitor(host.Address, from: "203.0.113.91");
            await visitor.GoAsync("/help");
            await visitor.SubmitAsync("ask-form", ("Input.Email", email), ("Input.Note", "no phone"));
            answers.Add(visitor.Text("request-state")!.Replace(email, "x", StringComparison.Ordinal));
            var request = await host.QueryAsync(db => db.HelpRequests.SingleAsync(r => r.Email == email));
            Assert.Equal(email == person.Email ? person.Id : null, request.UserId);
            Assert.NotNull(request.SentAt);
        }

        Assert.Equal("We have received your request for x.", answers.Distinct().Single());
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Requests_without_the_password_are_limited_for_each_network_address(string database)
    {
        var host = portal.On(database);
        using var visitor = new Visitor(host.Address, from: "203.0.113.92");
        await visitor.GoAsync("/help");
        for (var requests = 0; requests < 30; requests++)
        {
            await visitor.GoAsync("/help");
            await visitor.SubmitAsync("ask-form", ("Input.Email", $"{Guid.NewGuid():N}@test.example"));
            Assert.NotNull(visitor.Text("notice"));
        }

        await visitor.GoAsync("/help");
        await visitor.SubmitAsync("ask-form", ("Input.Email", "one@test.example"), ("Input.Note", "still here"));
        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, visitor.Response.StatusCode);
        Assert.Equal("still here", visitor.Page.QuerySelector("[data-testid=note]")!.TextContent);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Of_many_requests_at_once_without_the_password_the_desk_gets_as_many_as_one_after_another(string database)
    {
        var host = portal.On(database);
        foreach (var (email, from) in new[] { ((await host.AddWithAuthenticatorAsync()).Email, "203.0.113.93"), ($"{Guid.NewGuid():N}@test.example", "203.0.113.94") })
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.RunAsync((IServiceProvider services) =>
            {
                services.GetRequiredService<Actor>().Address = from;
                return services.GetRequiredService<SentRequests>().AskAsync(email, null, null);
            }))));
            Assert.Equal((3, 3), (await host.QueryAsync(db => db.HelpRequests.CountAsync(r => r.Email == email)), await host.QueryAsync(db => db.OutboxMails.CountAsync(m => m.ReplyTo == email))));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Ten_browsers_of_a_person_wait_and_the_oldest_without_any_proof_makes_room(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        using var proven = await host.AskForHelpAsync(person);
        await proven.TypeMailCodeAsync(await host.MailCodeAsync(person));
        for (var browsers = 1; browsers < 12; browsers++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            using var another = await host.AskForHelpAsync(person);
        }

        var ends = await host.QueryAsync(db => db.HelpRequests.Where(r => r.UserId == person.Id).OrderBy(r => r.CreatedAt).Select(r => r.EndedBy).ToListAsync());
        Assert.Equal([null, RequestEnd.GivenUp, RequestEnd.GivenUp, .. new RequestEnd?[9]], ends);
        await proven.GoAsync("/sign-in/help");
        Assert.Equal("mail-confirmed", State(proven));
    }

    private static string? State(Visitor caller) => caller.Page.QuerySelector("[data-testid=request-state]")?.GetAttribute("data-state");
}
