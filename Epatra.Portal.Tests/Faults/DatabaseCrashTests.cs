using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Live;
using Epatra.Portal.Mail;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>A real PostgreSQL that is gone from one moment to the next, and comes back.</summary>
public sealed class DatabaseCrashTests(FragilePortal portal) : IClassFixture<FragilePortal>
{
    private PortalHost Host => portal.Host;

    [Fact]
    public async Task Gone_between_password_and_code_nobody_is_signed_in_and_afterwards_the_same_code_is_good()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInWithPasswordAsync(person, "/?tile=3");
        await portal.CrashAsync();

        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        AssertAway(visitor);
        Assert.Null(visitor.Cookie("session"));

        await portal.ComeBackAsync();
        Assert.False(await Host.QueryAsync(db => db.Sessions.AnyAsync(s => s.UserId == person.Id)));
        await visitor.GoAsync("/sign-in/code");
        await visitor.SubmitCodeAsync(await Phone.CodeAsync(person.Secret!, Host.Time.GetUtcNow()));
        Assert.Equal("/?tile=3", visitor.At);
    }

    [Fact]
    public async Task Gone_before_the_password_the_page_is_there_and_says_that_it_cannot_go_on()
    {
        var person = await Host.AddWithAuthenticatorAsync();
        using var visitor = new Visitor(Host.Address);
        await portal.CrashAsync();

        await visitor.SignInWithPasswordAsync(person);
        AssertAway(visitor);
        Assert.Null(visitor.Cookie("half-way"));

        await portal.ComeBackAsync();
        await visitor.SignInAsync(person, Host);
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task Gone_during_sign_out_the_session_lives_on_and_can_be_ended_afterwards()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);
        await portal.CrashAsync();

        await visitor.PressAsync("sign-out");
        AssertAway(visitor);
        Assert.NotNull(visitor.Cookie("session"));

        await portal.ComeBackAsync();
        await visitor.GoAsync("/");
        Assert.Equal("/", visitor.At);
        await visitor.PressAsync("sign-out");
        Assert.Equal("/sign-in?notice=out", visitor.At);
    }

    [Fact]
    public async Task Gone_unseen_and_back_the_first_request_works()
    {
        using var visitor = new Visitor(Host.Address);
        await visitor.SignInAsync(await Host.AddWithAuthenticatorAsync(), Host);

        await portal.CrashAsync();
        await portal.ComeBackAsync();

        await visitor.GoAsync("/");
        Assert.Equal(HttpStatusCode.OK, visitor.Response.StatusCode);
        Assert.Equal("/", visitor.At);
    }

    [Fact]
    public async Task Gone_during_the_confirmation_the_authenticator_stays_pending_and_the_same_code_confirms_it_afterwards()
    {
        var person = await Host.AddWithGrantAsync();
        var browser = await WizardBrowser.OpenAsync(Host, person);
        var view = await browser.ChooseAsync();
        await portal.CrashAsync();

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await browser.ConfirmAsync(await browser.CodeAsync(view)));
        Assert.True(failure.MayPass());

        await portal.ComeBackAsync();
        Assert.Equal(AuthenticatorState.Pending, await Host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.State).SingleAsync()));
        Assert.False(await Host.QueryAsync(db => db.RecoveryCodes.AnyAsync(c => c.UserId == person.Id)));
        Assert.Equal(CodeOutcome.Accepted, (await browser.ConfirmAsync(await browser.CodeAsync(view)))?.Answer.Outcome);
        Assert.Equal(SecondFactor.Enrollment, (await browser.FinishAsync())!.Factor);
    }

    [Fact]
    public async Task Gone_while_the_mail_server_takes_a_mail_that_is_remembered_afterwards_and_not_sent_twice()
    {
        var person = await Host.AddWithNeitherAsync();
        await portal.Mail.BeAsync("hold");
        await Host.WriteAsync(person, Post.Letter("during"));
        await portal.Mail.AskedAsync("during");
        await portal.CrashAsync();
        await portal.Mail.BeAsync("release");
        Assert.Equal("during", (await portal.Mail.NextMailAsync("during", "afterwards")).Subject);

        await portal.ComeBackAsync();
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (await Host.QueryAsync(db => db.OutboxMails.AnyAsync(mail => mail.UserId == person.Id && mail.SentAt == null)))
        {
            guard.Token.ThrowIfCancellationRequested();
            Host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Host.WriteAsync(person, Post.Letter("afterwards"));
        Assert.Equal("afterwards", (await portal.Mail.NextMailAsync("during", "afterwards")).Subject);
    }

    [Fact]
    public async Task Gone_for_a_while_the_outbox_says_so_once_and_goes_on_by_itself()
    {
        var (person, log) = (await Host.AddWithNeitherAsync(), LogLines.Of(Host));
        await portal.CrashAsync();
        await UntilLoggedAsync(log, "The outbox cannot be read or written");
        await portal.ComeBackAsync();
        await UntilLoggedAsync(log, "The outbox can be read and written again");

        await Host.WriteAsync(person, Post.Letter("after an outage"));
        await portal.Mail.NextMailAsync("after an outage");
        Assert.Single(log.All, line => line.Contains("The outbox cannot", StringComparison.Ordinal));
    }

    /// <summary>Time passes until it is.</summary>
    private async Task UntilLoggedAsync(LogLines log, string words)
    {
        using var guard = new CancellationTokenSource(Ear.Guard);
        while (!log.All.Any(line => line.Contains(words, StringComparison.Ordinal)))
        {
            guard.Token.ThrowIfCancellationRequested();
            Host.Time.Advance(OutboxService.LookEvery);
            await Task.Yield();
        }
    }

    private static void AssertAway(Visitor visitor)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, visitor.Response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(15), visitor.Response.Headers.RetryAfter!.Delta);
        Assert.Equal("We are away for a moment", visitor.Page.QuerySelector("h1")!.TextContent);
        Assert.False(string.IsNullOrWhiteSpace(visitor.Page.QuerySelector("main code")!.TextContent));
    }
}
