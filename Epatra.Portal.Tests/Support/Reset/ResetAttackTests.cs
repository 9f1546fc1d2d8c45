using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Mail;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Reset;

/// <summary>Ways around the proofs, the delay and the limits of a reset.</summary>
[Collection(PortalFixture.Collection)]
public sealed class ResetAttackTests(PortalFixture portal)
{
    [Theory, InlineData("Sqlite")]
    public async Task An_announced_reset_does_not_outlive_a_freeze(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        using var thief = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/help", thief.At);
        Assert.True(await host.QueryAsync(db => db.Users.AnyAsync(u => u.Id == person.Id && u.FrozenAt != null)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_frozen_account_is_not_unfrozen_by_waiting(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Freeze));
        await desk.ActAsync(person, DeskAction.DelayedReset);
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        Assert.True(await host.QueryAsync(db => db.Users.AnyAsync(u => u.Id == person.Id && u.FrozenAt != null)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_proven_reset_ends_one_that_was_announced(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        using var owner = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, owner);
        var now = Clock.WholeMilliseconds(host.Time.GetUtcNow().UtcDateTime);
        await host.QueryAsync(db => db.EnrollmentGrants.Where(g => g.UserId == person.Id && g.UsedAt == null).ExecuteUpdateAsync(g => g.SetProperty(x => x.UsedAt, now)));
        await host.AddAuthenticatorAsync(person with { Secret = Base32.Encode(Totp.NewSecret()) }, number: 2); // enrolled
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        using var thief = await host.HalfWayAsync(person);
        Assert.Equal("/sign-in/code", thief.At);
    }

    [Theory, InlineData("Sqlite")]
    public async Task What_was_proven_before_a_freeze_does_not_unfreeze(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var thief = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, thief); // with a mail code talked out of the owner
        var link = (await host.MailAsync(person, "Your authenticator was reset")).Link("/not-me");
        using var owner = new Visitor(host.Address);
        await owner.GoAsync(link);
        await owner.PressAsync("submit");
        Assert.True(await host.QueryAsync(db => db.Users.AnyAsync(u => u.Id == person.Id && u.FrozenAt != null)));
        var unfrozen = await desk.ActAsync(person, DeskAction.Unfreeze);
        var again = await desk.ActAsync(person, DeskAction.Reset);
        await thief.SignInWithPasswordAsync(person);
        Assert.Equal((DeskOutcome.NoProof, DeskOutcome.NoProof, "/sign-in/help"), (unfrozen, again, thief.At));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_reset_that_is_opened_anew_for_another_browser_is_mailed_and_its_proof_is_in_the_log(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, "+32 3 808 08 35")));
        using var owner = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, owner);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        using var accomplice = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await accomplice.ReadOutAsync()));
        Assert.Equal(DeskOutcome.Reopened, await desk.ActAsync(person, DeskAction.CallBack));
        await accomplice.GoAsync("/sign-in/help");
        Assert.Equal("/enroll", accomplice.At);
        var mails = (await host.MailsAsync(person)).Count(m => m.Subject == "Your authenticator was reset");
        var details = await host.QueryAsync(db => db.AuditEntries.Where(e => e.SubjectId == person.Id && e.Kind == AuditKind.ResetReopened).Select(e => e.Details).SingleAsync());
        Assert.Equal((2, true), (mails, details!.Contains("CallBack", StringComparison.Ordinal)));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_proposal_whose_proof_is_over_does_not_block_later_resets(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        await host.AddResetsAsync(person, agent, 2);
        using var first = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await first.ReadOutAsync()));
        await first.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.NeedsAgreement, await desk.ActAsync(person, DeskAction.Reset));
        host.Time.Advance(TimeSpan.FromDays(2));
        using var later = await host.AgentAsync(agent);
        using var second = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await second.ReadOutAsync()));
        await second.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await later.ActAsync(person, DeskAction.Reset));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_failed_verification_voids_the_mail_code_as_well(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var thief = await host.AskForHelpAsync(person);
        await thief.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.FailedVerification));
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await thief.ReadOutAsync()));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset));
    }

    [Theory, InlineData("Sqlite")]
    public async Task An_agent_who_cancels_cancels_all_that_is_open(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        await host.AddResetsAsync(person, agent, 2);
        using var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.NeedsAgreement, await desk.ActAsync(person, DeskAction.Reset));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.CancelReset));
        Assert.Equal([], await host.QueryAsync(db => db.Resets.Where(r => r.UserId == person.Id && (r.State == ResetState.Announced || r.State == ResetState.Proposed)).Select(r => r.State).ToListAsync()));
    }

    [Theory, InlineData("Sqlite")]
    public async Task A_reset_whose_announcement_was_never_sent_does_not_take_effect(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        await host.AllSentAsync(person); // or it would be sent after all
        var never = host.Time.GetUtcNow().UtcDateTime.AddYears(1);
        await host.QueryAsync(db => db.OutboxMails.Where(m => m.UserId == person.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.SentAt, (DateTime?)null).SetProperty(x => x.DueAt, never)));
        host.Time.Advance(TimeSpan.FromHours(12));
        await host.RunAsync(async (DelayedResets resets) =>
        {
            await resets.DoDueAsync(CancellationToken.None);
            return true;
        });
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
    }

    [Theory, InlineData("Sqlite")]
    public async Task What_an_agent_agreed_to_beforehand_does_not_hold_for_weeks(string database)
    {
        var (host, person, _, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.RecordRequest, ("Input.Agree", "true")));
        var link = (await host.MailAsync(person, "Support helps you back in")).Link("/help/back");
        using var caller = new Visitor(host.Address);
        await caller.SignInWithPasswordAsync(person, link);
        await caller.SubmitAsync("back-form");
        host.Time.Advance(TimeSpan.FromDays(20));
        await caller.SignInWithPasswordAsync(person);
        await caller.GoAsync("/sign-in/help");
        await caller.SubmitAsync("request-form", ("Input.Act", "mail"));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal((AuthenticatorState.Active, "/sign-in/help"), (await host.StateAsync(person), caller.At));
    }

    [Theory, InlineData("Sqlite")]
    public async Task Whoever_has_become_an_administrator_is_not_reset_by_what_an_agent_announced(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        Assert.Equal(DeskOutcome.Announced, await desk.ActAsync(person, DeskAction.DelayedReset));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, Role.Administrator)));
        var now = host.Time.GetUtcNow().UtcDateTime;
        await host.QueryAsync(db => db.Users.Where(u => u.Id == agent.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, now)));
        await host.PassDelayAsync(person, TimeSpan.FromHours(12));
        Assert.Equal(AuthenticatorState.Active, await host.StateAsync(person));
    }

    [Fact]
    public async Task Two_resets_of_one_agent_at_once_do_not_pass_the_limit_together()
    {
        var host = portal.PostgreSql;
        var (a, b, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        using var desk = await host.AgentAsync(agent);
        await host.AddResetsAsync(await host.AddWithAuthenticatorAsync(), agent, 9);
        using var ca = await ProvenAsync(host, agent, a);
        using var cb = await ProvenAsync(host, agent, b);
        DeskOutcome[] outcomes = [];
        await host.QueryAsync(async db =>
        {
            await using var held = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(76210995745345)");
            var both = Task.WhenAll(new[] { a, b }.Select(p => Task.Run(() => host.AsAsync(agent, (Resets r) => r.ResetAsync(p.Id, new DeskWish(Cause.Other, "x"))))));
            for (var i = 0; i < 2000 && await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())").SingleAsync() < 2; i++)
            {
                await Task.Yield();
            }

            await held.RollbackAsync();
            outcomes = await both;
            return true;
        });
        Assert.Equal([DeskOutcome.Done, DeskOutcome.NeedsAgreement], outcomes.Order());
    }

    [Theory, InlineData("Sqlite")]
    public async Task What_was_proven_before_an_undone_reset_is_void(string database)
    {
        var (host, person, agent, desk) = await PeopleAsync(database);
        using var __ = desk;
        using var thief = await host.AskForHelpAsync(person);
        await host.ResetAsync(agent, desk, person, thief);
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Undo));
        Assert.Equal(DeskOutcome.NoProof, await desk.ActAsync(person, DeskAction.Reset));
    }

    private static async Task<Visitor> ProvenAsync(PortalHost host, TestPerson agent, TestPerson person)
    {
        var caller = await host.AskForHelpAsync(person);
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        return caller;
    }

    private async Task<(PortalHost Host, TestPerson Person, TestPerson Agent, Visitor Desk)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var (person, agent) = (await host.AddWithAuthenticatorAsync(), await host.AddAgentAsync());
        return (host, person, agent, await host.AgentAsync(agent));
    }
}
