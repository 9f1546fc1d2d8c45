using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Language;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Dashboard;
using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Xunit;

namespace Epatra.Portal.Support.Person;

/// <summary>What the page of one person calls things.</summary>
public sealed class PersonWordsTests
{
    private static readonly DateTime Now = new(2026, 3, 3, 12, 0, 0, DateTimeKind.Utc);
    private static readonly PersonRows Rows = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), Now);
    private static readonly PersonDetails Person = new() { Email = "robin@test.example", Language = "en", CreatedAt = Now };

    [Theory]
    [InlineData("nl")]
    [InlineData("fr")]
    [InlineData("en")]
    public void Everything_has_a_name_of_its_own(string language) => Languages.In(language, () =>
    {
        Distinct(Enum.GetValues<Role>().Select(PersonWords.Name));
        Distinct(Languages.All.Keys.Select(PersonWords.Language));
        Distinct(Enum.GetValues<AuthenticatorState>().Select(PersonWords.Name));
        Distinct(Enum.GetValues<RequestKind>().Select(kind => RequestWords.What(kind, null)));
        Distinct(Enum.GetValues<Cause>().Select(RequestWords.ForDesk));
        Distinct(Enum.GetValues<Cause>().Select(RequestWords.Of));
        Distinct(Enum.GetValues<ResetProof>().Select(PersonWords.Name));
        Distinct(Enum.GetValues<CodeOutcome>().Select(AuditWords.Outcome));
        Distinct(Enum.GetValues<RequestOutcome>().Select(outcome => new RequestAnswer(outcome, "Alex").Problem).OfType<string>());
        Distinct(Enum.GetValues<ResetState>().Select(state => PersonWords.State(new ResetView(Now, Cause.Other, ResetProof.Both, "Alex", "", state, Now, null), TimeZoneInfo.Utc)));
        Distinct(Enum.GetValues<RequestEnd>().Cast<RequestEnd?>().Append(null).Select(end => PersonWords.State(new RequestView(Now, RequestKind.CannotGetIn, null, null, null, end is null ? null : Now, end))));
        return true;
    });

    [Fact]
    public void An_entry_says_its_app_its_life_and_its_drift() => Assert.Equal(
        [
            new PersonRow("robin (2)", "Microsoft Authenticator, since 2 March 2026, last used Tuesday 3 March 2026, 21:00, its codes are about 30 s late", "in use"),
            new PersonRow("robin", "Google Authenticator, retired on Monday 2 March 2026, 21:00", "retired"),
        ],
        English(() => Rows.Entries(Person with
        {
            Entries =
            [
                new EntryEvidence("robin (2)", AuthenticatorApp.Microsoft, AuthenticatorState.Active, Now.AddDays(-1), Now, DriftSeconds: -30),
                new EntryEvidence("robin", AuthenticatorApp.Google, AuthenticatorState.Retired, Now.AddDays(-9), Now.AddDays(-9), Now.AddDays(-1)),
            ],
        })));

    [Fact]
    public void An_event_says_who_did_what_and_why_it_was_refused_and_of_today_only_the_time() => Assert.Equal(
        [("21:00", "verkeerd"), ("zondag 1 maart 2026, 21:00", null)],
        Languages.In("nl", () => Rows.Events(new PersonView("17", "Robin", Role.User, Person with
        {
            Events = [new EventView(Now, AuditKind.CodeRefused, "Wrong", null, null), new EventView(Now.AddDays(-2), AuditKind.WaitLifted, null, "9", "Alex")],
        })).Select(row => (row.Text, row.Mark)).ToList()));

    [Fact]
    public void What_somebody_did_whose_data_are_erased_is_not_said_to_be_the_portals_own() => Assert.Equal(
        [("Somebody whose data was erased", true), ("The portal", true)],
        English(() => Rows.Events(new PersonView("17", "Robin", Role.User, Person with
        {
            Events = [new EventView(Now, AuditKind.WaitLifted, null, "9", null), new EventView(Now, AuditKind.WaitLifted, null, null, null)],
        })).Zip(["Somebody whose data was erased", "The portal"], (row, who) => (who, row.Title.Contains(who, StringComparison.OrdinalIgnoreCase)))));

    [Fact]
    public void Requests_resets_and_what_else_was_done_are_one_history_the_newest_first() => Assert.Equal(
        ["Freeze the account: Something else", "Reset by Alex: New phone", "Cannot get in: New phone", "Shares a login and wants one of their own"],
        English(() => Rows.Earlier(Person with
        {
            Requests = [new(Now, RequestKind.CannotGetIn, Cause.NewPhone, null, null, null, null), new(Now.AddDays(-1), RequestKind.OwnLogin, null, null, null, null, null)],
            Resets = [new(Now.AddMinutes(1), Cause.NewPhone, ResetProof.Both, "Alex", "lost", ResetState.Done, null, Now.AddMinutes(2))],
            Notes = [new(Now.AddMinutes(3), DeskAction.Freeze, Cause.Other, "Alex", "stolen"), new(Now.AddMinutes(1), DeskAction.Reset, Cause.NewPhone, "Alex", "lost")],
        })).Select(row => row.Title));

    [Fact]
    public void What_is_not_as_usual_stands_out() => Assert.Equal(
        ["Frozen since Tuesday 3 March 2026, 12:00", "Shared mailbox: a mailed code proves nothing"],
        English(() => PersonWords.Flags(Person with { FrozenAt = Now, SharedMailbox = true }, TimeZoneInfo.Utc)));

    private static List<T> English<T>(Func<IEnumerable<T>> write) => Languages.In("en", () => write().ToList());

    private static void Distinct(IEnumerable<string?> names)
    {
        List<string?> all = [.. names];
        Assert.All(all, name => Assert.False(string.IsNullOrWhiteSpace(name)));
        Assert.Equal(all.Count, all.Distinct().Count());
    }
}
