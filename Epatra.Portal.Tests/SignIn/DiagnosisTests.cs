using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.SignIn;

/// <summary>What the code page says about a code that fails; the rows behind it are what the desk reads.</summary>
[Collection(PortalFixture.Collection)]
public sealed class DiagnosisTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_phone_that_runs_behind_is_a_question_at_first_and_a_fact_with_the_second_code(string database)
    {
        var host = portal.On(database);
        var person = await PersonAsync(host);
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -240));
        Assert.Equal(("-240", "false"), Diagnosis(visitor));
        Assert.StartsWith("The clock of your phone may run 4 minutes behind.", visitor.Error);

        host.Time.Advance(TimeSpan.FromSeconds(30));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -240));
        Assert.Equal(("-240", "true"), Diagnosis(visitor));
        Assert.StartsWith("The clock of your phone runs 4 minutes behind.", visitor.Error);
        Assert.Contains("Set time automatically", visitor.Html);

        var rows = await DiagnosesAsync(host, person);
        Assert.Equal([(CodeOutcome.OtherTime, -8, false), (CodeOutcome.OtherTime, -8, true)], rows.Select(d => (d.Outcome, d.OffsetSteps!.Value, d.Certain)));
        Assert.All(rows, row => Assert.NotNull(row.HalfWayId));
    }

    [Fact]
    public async Task The_same_code_twice_agrees_with_nothing()
    {
        var host = portal.Sqlite;
        var person = await PersonAsync(host);
        using var visitor = await host.HalfWayAsync(person);
        var code = await host.CodeAsync(person, 300);
        await visitor.SubmitCodeAsync(code);
        await visitor.SubmitCodeAsync(code);

        Assert.Equal(("300", "false"), Diagnosis(visitor));
    }

    [Fact]
    public async Task Two_codes_that_contradict_each_other_are_no_fact()
    {
        var host = portal.Sqlite;
        var person = await PersonAsync(host);
        using var visitor = await host.HalfWayAsync(person);
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -600));
        await visitor.SubmitCodeAsync(await host.CodeAsync(person, 900));

        Assert.Equal(("900", "false"), Diagnosis(visitor));
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_time_that_was_named_is_used_up(string database)
    {
        var host = portal.On(database);
        var person = await PersonAsync(host);
        using var visitor = await host.HalfWayAsync(person);
        var code = await host.CodeAsync(person, 120);
        await visitor.SubmitCodeAsync(code);
        Assert.Equal(("120", "false"), Diagnosis(visitor));

        host.Time.Advance(TimeSpan.FromSeconds(120)); // now it would be right
        await visitor.SubmitCodeAsync(code);
        Assert.StartsWith("This code has already been used.", visitor.Error);
        Assert.Null(visitor.Cookie("session"));

        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -30));
        Assert.Equal("/", visitor.At); // the ones beside it are not
    }

    [Fact]
    public async Task A_code_that_was_read_before_is_said_to_be_of_a_minute_ago()
    {
        var host = portal.Sqlite;
        var person = await PersonAsync(host);
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(await host.CodeAsync(person, -60));

        Assert.StartsWith("That code was of 1 minute ago.", visitor.Error);
    }

    [Fact]
    public async Task A_code_of_another_hour_or_of_somebody_else_is_only_wrong()
    {
        var host = portal.Sqlite;
        var person = await PersonAsync(host);
        var other = await PersonAsync(host, person.Secret!);
        using var visitor = await host.HalfWayAsync(person);
        var ofThisHour = await Phone.CodesAsync(person.Secret!, host.Time.GetUtcNow());
        var ofAnother = (await Phone.CodesAsync(person.Secret!, host.Time.GetUtcNow().AddHours(-3))).Except(ofThisHour).Last();
        foreach (var code in new[] { ofAnother, await host.CodeAsync(other, 0) })
        {
            await visitor.SubmitCodeAsync(code);
            Assert.StartsWith("This code is not right.", visitor.Error);
            Assert.Null(visitor.Text("clock-diagnosis"));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_code_of_an_older_entry_names_it_and_the_right_one(string database)
    {
        var host = portal.On(database);
        var person = await PersonAsync(host);
        var old = await AddSecondAsync(host, person, AuthenticatorState.Retired, AuthenticatorApp.Google);
        using var visitor = await host.HalfWayAsync(person);

        await visitor.SubmitCodeAsync(await host.CodeAsync(old, 0));

        Assert.Equal($"This code comes from an older entry in your app: ‘{person.Email} (2)’. Delete that one and use the entry ‘{person.Email}’.", visitor.Text("old-entry"));
        Assert.Equal(CodeOutcome.OldEntry, Assert.Single(await DiagnosesAsync(host, person)).Outcome);
    }

    [Fact]
    public async Task Who_shares_a_password_manager_is_told_that_a_colleague_may_have_used_the_code()
    {
        var host = portal.Sqlite;
        var person = await AddSecondAsync(host, await PersonAsync(host), AuthenticatorState.Active, AuthenticatorApp.PasswordManager);
        var code = await host.CodeAsync(person, 0);
        using var first = await host.HalfWayAsync(person);
        await first.SubmitCodeAsync(code);
        using var second = await host.HalfWayAsync(person);
        await second.SubmitCodeAsync(code);

        Assert.Contains("a colleague may just have used it", second.Error);
    }

    [Fact]
    public async Task The_wizard_explains_a_code_too()
    {
        var host = portal.Sqlite;
        var browser = await WizardBrowser.OpenAsync(host, await host.AddWithGrantAsync());
        var view = await browser.ChooseAsync(AuthenticatorApp.BrowserExtension);
        var code = await Phone.CodeAsync(view!.Entry!.Key, host.Time.GetUtcNow().AddMinutes(10));

        var answer = (await browser.ConfirmAsync(code))!.Answer;

        Assert.Equal(new CodeAnswer(CodeOutcome.OtherTime, AuthenticatorApp.BrowserExtension, new ClockReading(20, Certain: false)), answer);
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(CodeOutcome.AlreadyUsed, (await browser.ConfirmAsync(code))?.Answer.Outcome);
    }

    [Fact]
    public async Task Codes_that_were_accepted_late_are_remembered_and_told_on_the_home_page()
    {
        var host = portal.Sqlite;
        var person = await PersonAsync(host);
        for (var i = 0; i < 4; i++)
        {
            using var visitor = await host.HalfWayAsync(person);
            await visitor.SubmitCodeAsync(await host.CodeAsync(person, -30));
            Assert.Equal("/", visitor.At);
            Assert.Equal(i == 3, visitor.Text("notice")?.StartsWith("The clock of your phone runs about 30 seconds behind.", StringComparison.Ordinal) == true);
            host.Time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal("-1 -1 -1 -1", await host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id).Select(a => a.Offsets).SingleAsync()));
    }

    private static (string? Seconds, string? Certain) Diagnosis(Visitor visitor)
    {
        var element = visitor.Page.QuerySelector("[data-testid=clock-diagnosis]");
        return (element?.GetAttribute("data-offset-seconds"), element?.GetAttribute("data-certain"));
    }

    private static Task<List<CodeDiagnosis>> DiagnosesAsync(PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.CodeDiagnoses.AsNoTracking().Where(d => d.UserId == person.Id).OrderBy(d => d.At).ToListAsync());

    /// <summary>With a secret none of whose codes is by chance also one of another time or of another secret.</summary>
    private static async Task<TestPerson> PersonAsync(PortalHost host, params string[] otherSecrets)
    {
        var person = await host.AddWithNeitherAsync() with { Secret = await Phone.SecretAsync(host.Time.GetUtcNow(), otherSecrets) };
        await host.AddAuthenticatorAsync(person);
        return person;
    }

    private static async Task<TestPerson> AddSecondAsync(PortalHost host, TestPerson person, AuthenticatorState state, AuthenticatorApp app)
    {
        var second = person with { Secret = await Phone.SecretAsync(host.Time.GetUtcNow(), person.Secret!) };
        await host.AddAuthenticatorAsync(second, 2, state, app);
        return second;
    }
}
