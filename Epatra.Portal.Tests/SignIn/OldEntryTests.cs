using Epatra.Portal.Authenticators;
using Epatra.Portal.Cleanup;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>An entry that a reset has retired stays in the app, and its owner opens it. The codes are those of oathtool.</summary>
[Collection(PortalFixture.Collection)]
public sealed class OldEntryTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task After_a_reset_the_old_entry_is_recognised_in_the_wizard_and_for_thirty_days_at_the_code(string database)
    {
        await using var host = await PortalHost.StartAsync(Enum.Parse<DatabaseProvider>(database)); // the clock goes far
        var person = await host.AddWithAuthenticatorAsync();
        var browser = await ResetAsync(host, person);
        var view = await browser.ChooseAsync();
        var expected = new CodeAnswer(CodeOutcome.OldEntry, AuthenticatorApp.Google, Old: new(person.Email, person.Email + " (2)"));
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(expected, (await browser.ConfirmAsync(await OldCodeAsync(host, person, view!.Entry!.Key)))?.Answer); // nobody waits: it is no guess
        }

        var run = await host.QueryAsync(db => db.WizardRuns.AsNoTracking().SingleAsync(r => r.UserId == person.Id));
        Assert.Equal((WizardStep.Scan, 7, CodeOutcome.OldEntry), (run.Step, run.Attempts, run.LastError!.Value));
        Assert.NotNull(await browser.ConfirmAsync(await browser.CodeAsync(view)));
        Assert.NotNull(await browser.FinishAsync());

        host.Time.Advance(TimeSpan.FromHours(30 * 24 - 2));
        await CleanAsync(host);
        Assert.Equal($"This code comes from an older entry in your app: ‘{person.Email}’. Delete that one and use the entry ‘{person.Email} (2)’.", await AnswerAsync(host, person, view!.Entry!.Key));

        host.Time.Advance(TimeSpan.FromHours(3));
        await CleanAsync(host);
        Assert.StartsWith("This code is not right.", await AnswerAsync(host, person, view.Entry.Key));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_that_fits_the_old_entry_now_and_the_right_one_at_another_time_is_of_the_old_entry(string database)
    {
        var host = portal.On(database);
        var old = await host.AddWithNeitherAsync() with { Secret = Base32.Encode(Totp.NewSecret()) };
        await host.AddAuthenticatorAsync(old, 1, AuthenticatorState.Retired);
        var code = await host.CodeAsync(old);
        await host.AddAuthenticatorAsync(old with { Secret = SecretWithCodeAtAnotherTime(code, Totp.StepAt(host.Time.GetUtcNow())) }, 2);

        using var visitor = await host.HalfWayAsync(old);
        await visitor.SubmitCodeAsync(code);

        Assert.Contains("comes from an older entry", visitor.Text("old-entry"));
        Assert.Null(visitor.Text("clock-diagnosis"));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task However_often_somebody_starts_again_few_secrets_are_kept_and_the_old_entry_is_recognised(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var browser = await ResetAsync(host, person);
        for (var i = 0; i < 30; i++)
        {
            await browser.ChooseAsync();
            await browser.StepAsync(steps => steps.StartAgainAsync());
        }

        Assert.Equal(10, await host.QueryAsync(db => db.Authenticators.CountAsync(a => a.UserId == person.Id && a.ConfirmedAt == null)));
        var view = await browser.ChooseAsync();
        Assert.Equal(CodeOutcome.OldEntry, (await browser.ConfirmAsync(await OldCodeAsync(host, person, view!.Entry!.Key)))?.Answer.Outcome);
        Assert.NotNull(await browser.ConfirmAsync(await browser.CodeAsync(view)));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_is_held_against_the_newest_twenty_old_entries(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var old = Enumerable.Range(2, 21).Select(number => (Number: number, Person: person with { Secret = Base32.Encode(Totp.NewSecret()) })).ToList();
        foreach (var (number, entry) in old)
        {
            await host.AddAuthenticatorAsync(entry, number, AuthenticatorState.Retired);
        }

        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(old[0].Person));
        Assert.Null(visitor.Text("old-entry"));
        await visitor.SubmitCodeAsync(await host.CodeAsync(old[1].Person));
        Assert.NotNull(visitor.Text("old-entry"));
    }

    /// <summary>What the desk's reset leaves, and the browser in which it is followed.</summary>
    private static async Task<WizardBrowser> ResetAsync(PortalHost host, TestPerson person)
    {
        var now = host.Time.Now();
        await host.QueryAsync(async db =>
        {
            await db.Authenticators.Where(a => a.UserId == person.Id)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.State, AuthenticatorState.Retired).SetProperty(x => x.RetiredAt, now));
            db.EnrollmentGrants.Add(new EnrollmentGrant { UserId = person.Id, Kind = GrantKind.Reset, CreatedAt = now, ExpiresAt = now.AddHours(2) });
            return await db.SaveChangesAsync();
        });
        return await WizardBrowser.OpenAsync(host, person);
    }

    private static async Task<string?> AnswerAsync(PortalHost host, TestPerson person, string newKey)
    {
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await OldCodeAsync(host, person, newKey));
        Assert.Null(visitor.Cookie("session"));
        return visitor.Text("old-entry") ?? visitor.Error;
    }

    /// <summary>A code of the old entry that is not by chance one of the new entry.</summary>
    private static async Task<string> OldCodeAsync(PortalHost host, TestPerson person, string newKey)
    {
        var ofTheNew = await Phone.CodesAsync(newKey, host.Time.GetUtcNow());
        string[] ofTheOld = [await host.CodeAsync(person), await host.CodeAsync(person, -30), await host.CodeAsync(person, 30)];
        return ofTheOld.Except(ofTheNew).First();
    }

    private static string SecretWithCodeAtAnotherTime(string code, long now)
    {
        while (true)
        {
            var secret = Totp.NewSecret();
            if (Drift.Find(secret, code, now) is not null && Totp.MatchingStep(secret, code, now) is null)
            {
                return Base32.Encode(secret);
            }
        }
    }

    private static Task<IReadOnlyDictionary<string, int>> CleanAsync(PortalHost host) => host.RunAsync((WhatIsOver over) => over.DeleteAsync(CancellationToken.None));
}
