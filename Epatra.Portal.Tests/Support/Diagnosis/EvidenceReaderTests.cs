using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Person;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What the portal keeps, read as evidence: with real codes of oathtool, on both databases.</summary>
[Collection(PortalFixture.Collection)]
public sealed class EvidenceReaderTests(PortalFixture portal)
{
    private const string Android = "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile";
    private const string Apple = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1";

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Late_codes_are_evidence_until_one_is_accepted(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -270));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -270));

        var evidence = await ReadAsync(host, agent, person);
        Assert.Equal([(CodeOutcome.OtherTime, -9, person.Email), (CodeOutcome.OtherTime, -9, person.Email)], evidence.Refused.Select(code => (code.Outcome, code.Steps!.Value, code.Entry!.Account)));
        Assert.Equal([Trouble.Clock], PersonDiagnosis.Rank(evidence, host.Time.Now()));
        Assert.Equal(2, evidence.RefusedCodes);

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person));
        Assert.Equal("/", visitor.At);
        evidence = await ReadAsync(host, agent, person);
        Assert.Empty(evidence.Refused);
        Assert.Equal(host.Time.Now(), evidence.LastCodeAt);
        Assert.Empty(PersonDiagnosis.Rank(evidence, host.Time.Now()));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_the_old_entry_says_which_and_since_when_it_is_old(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        var old = person with { Secret = await Phone.SecretAsync(host.Time.GetUtcNow(), person.Secret!) };
        await host.AddAuthenticatorAsync(old, 2, AuthenticatorState.Retired, AuthenticatorApp.Microsoft);
        await ConfirmedYesterdayAsync(host, person);
        var retired = host.Time.Now().AddDays(-3);
        await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id && a.Number == 2).ExecuteUpdateAsync(a => a.SetProperty(x => x.RetiredAt, retired)));
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(old));

        var evidence = await ReadAsync(host, agent, person);

        Assert.Equal([Trouble.OldEntry], PersonDiagnosis.Rank(evidence, host.Time.Now()));
        var opened = Assert.Single(evidence.Refused).Entry!;
        Assert.Equal((person.Email + " (2)", AuthenticatorApp.Microsoft, retired), (opened.Account, opened.App, opened.RetiredAt!.Value));
        Assert.Equal(person.Email, evidence.Entry!.Account);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Waits_blocks_freezes_and_clocks_of_browsers_are_evidence(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        using var visitor = await host.HalfWayAsync(person);
        foreach (var code in await Phone.WrongCodesAsync(person.Secret!, host.Time.GetUtcNow(), 5))
        {
            await visitor.SubmitCodeAsync(code);
        }

        var now = host.Time.Now();
        await host.QueryAsync(db => db.HalfWaySignIns.Where(h => h.UserId == person.Id).ExecuteUpdateAsync(h => h.SetProperty(x => x.BrowserClockSeconds, -200)));
        await host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.FrozenAt, now).SetProperty(x => x.FrozenEventAt, now.AddHours(-1)).SetProperty(x => x.DisabledAt, now).SetProperty(x => x.NewPasswordNeeded, true).SetProperty(x => x.ResetDueAt, now.AddHours(3))));

        var evidence = await ReadAsync(host, agent, person);

        Assert.Equal([Trouble.Disabled, Trouble.Frozen, Trouble.CodeWait, Trouble.ResetAnnounced, Trouble.WrongCode, Trouble.NewPassword], PersonDiagnosis.Rank(evidence, now));
        Assert.Equal(now.AddHours(3), evidence.ResetDueAt);
        Assert.Equal((-200, now.AddSeconds(30), now.AddHours(-1)), (evidence.BrowserClockSeconds!.Value, evidence.CodesPausedUntil!.Value, evidence.FrozenEventAt!.Value));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_request_from_another_device_than_before_is_evidence_of_a_new_phone(string database)
    {
        var (host, agent, person) = await PeopleAsync(database);
        var now = host.Time.Now();
        await host.ChangeAsync(db =>
        {
            db.Sessions.Add(new Session { UserId = person.Id, Factor = SecondFactor.Code, CreatedAt = now.AddDays(-5), ExpiresAt = now.AddDays(-4), LastSeenAt = now.AddDays(-5), ProofAt = null, UserAgent = Android });
            db.TrustedBrowsers.Add(new TrustedBrowser { UserId = person.Id, TokenHash = person.Id, CreatedAt = now.AddDays(-5), ExpiresAt = now.AddDays(9), UserAgent = Android });
            db.HelpRequests.Add(new HelpRequest { UserId = person.Id, Kind = RequestKind.CannotGetIn, Email = person.Email, CreatedAt = now, SentAt = now, Cause = Cause.EntryLost, UserAgent = Apple });
        });

        var evidence = await ReadAsync(host, agent, person);

        Assert.Equal(["Chrome, Android"], evidence.Browsers);
        Assert.Equal(new RequestEvidence(now, Cause.EntryLost, "Safari, iPhone"), evidence.Request);
        Assert.Equal([Trouble.EntryLost, Trouble.NewPhone], PersonDiagnosis.Rank(evidence, now));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task Who_was_invited_has_no_password_until_it_is_chosen(string database)
    {
        var (host, agent, _) = await PeopleAsync(database);
        var (person, now) = (await host.InviteAsync(await host.AddAdministratorAsync()), host.Time.Now());
        Assert.Equal(new InvitationEvidence(now.AddDays(Invitations.Days)), (await ReadAsync(host, agent, person)).Invitation);
        Assert.Equal([Trouble.NoPassword], PersonDiagnosis.Rank(await ReadAsync(host, agent, person), now));

        using var visitor = new Visitor(host.Address);
        await visitor.GoAsync(await host.LinkAsync(person));
        await visitor.ChooseAsync();
        Assert.Equal([Trouble.NeverEnrolled], PersonDiagnosis.Rank(await ReadAsync(host, agent, person), now));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_wizard_is_open_until_it_is_done_given_up_or_its_grant_is_over(string database)
    {
        var (host, agent, _) = await PeopleAsync(database);
        var person = await host.AddWithGrantAsync();
        Assert.Equal([Trouble.NeverEnrolled], PersonDiagnosis.Rank(await ReadAsync(host, agent, person), host.Time.Now()));
        var browser = await WizardBrowser.OpenAsync(host, person);
        var view = await browser.ChooseAsync(AuthenticatorApp.Microsoft);
        await browser.ConfirmAsync("12345");

        var evidence = await ReadAsync(host, agent, person);
        Assert.Equal(new WizardEvidence(WizardStep.Scan, host.Time.Now(), 1, CodeOutcome.NotACode, AuthenticatorApp.Microsoft), evidence.Wizard);
        Assert.Equal([Trouble.InWizard, Trouble.WrongCode], PersonDiagnosis.Rank(evidence, host.Time.Now()));

        var another = await WizardBrowser.OpenAsync(host, person);
        Assert.NotNull(await another.OpenWizardAsync());
        await browser.ConfirmAsync(await browser.CodeAsync(view));
        Assert.Equal(WizardStep.Recovery, (await ReadAsync(host, agent, person)).Wizard!.Step); // and nothing of the other browser
        Assert.NotNull(await browser.FinishAsync());
        Assert.Null((await ReadAsync(host, agent, person)).Wizard);
    }

    [Theory]
    [InlineData(Role.Agent, Role.User, true)]
    [InlineData(Role.Agent, Role.Agent, false)]
    [InlineData(Role.Agent, Role.Administrator, false)]
    [InlineData(Role.Administrator, Role.User, true)]
    [InlineData(Role.Administrator, Role.Agent, true)]
    [InlineData(Role.Administrator, Role.Administrator, true)]
    [InlineData(Role.User, Role.User, false)]
    internal void Agents_look_into_end_users_and_administrators_into_everybody(Role viewer, Role person, bool sees) => Assert.Equal(sees, PersonAccess.SeesAll(viewer, person));

    [Fact]
    public async Task There_is_no_evidence_about_colleagues_nobody_and_for_people_who_are_not_of_the_desk()
    {
        var (host, agent, person) = await PeopleAsync(nameof(DatabaseProvider.Sqlite));
        var colleague = await host.AddAgentAsync();

        Assert.Null(await host.AsAsync(agent, (EvidenceReader reader) => reader.ReadAsync(colleague.Id)));
        Assert.Null(await host.AsAsync(agent, (EvidenceReader reader) => reader.ReadAsync("nobody")));
        Assert.NotNull(await host.AsAsync(await host.AddAgentAsync(Role.Administrator), (EvidenceReader reader) => reader.ReadAsync(colleague.Id)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (EvidenceReader reader) => reader.ReadAsync(person.Id)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (PersonReader reader) => reader.ReadAsync(person.Id)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.AsAsync(person, (OwnClock clock) => clock.LookAsync()));
    }

    private async Task<(PortalHost Host, TestPerson Agent, TestPerson Person)> PeopleAsync(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithNeitherAsync() with { Secret = await Phone.SecretAsync(host.Time.GetUtcNow()) };
        await host.AddAuthenticatorAsync(person);
        await ConfirmedYesterdayAsync(host, person);
        return (host, await host.AddAgentAsync(), person);
    }

    /// <summary>What is refused in the very moment of an accepted code does not come after it.</summary>
    private static Task<int> ConfirmedYesterdayAsync(PortalHost host, TestPerson person)
    {
        var yesterday = host.Time.Now().AddDays(-1);
        return host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).ExecuteUpdateAsync(a => a.SetProperty(x => x.ConfirmedAt, yesterday)));
    }

    private static async Task<PersonEvidence> ReadAsync(PortalHost host, TestPerson agent, TestPerson person) =>
        (await host.AsAsync(agent, (EvidenceReader reader) => reader.ReadAsync(person.Id)))!;
}
