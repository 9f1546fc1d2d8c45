using Epatra.Portal.Language;
using Epatra.Portal.Support.Actions;
using Xunit;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>What the agent reads of a diagnosis.</summary>
public sealed class CauseViewTests
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    public static TheoryData<string> Known => [.. PersonDiagnosisTests.All.Select(one => one.Name)];

    [Theory, MemberData(nameof(Known))]
    public void Everything_is_said_in_each_language_and_in_that_of_the_caller(string which)
    {
        var evidence = PersonDiagnosisTests.All.Single(one => one.Name == which).Evidence;
        var titles = new HashSet<string>();
        foreach (var agent in Languages.All.Keys)
        {
            foreach (var caller in Languages.All.Keys)
            {
                var view = Assert.Single(View(agent, evidence with { Language = caller }));
                Assert.Equal(View(caller, evidence with { Language = caller })[0].Say, view.Say);
                Assert.Equal(agent == caller ? null : View(agent, evidence with { Language = agent })[0].Say[0], view.Meaning);
                Assert.All([view.Title, .. view.Why, .. view.Say], line => Assert.False(string.IsNullOrWhiteSpace(line)));
                Assert.NotEmpty(view.Why);
                Assert.DoesNotContain("{", string.Concat([view.Title, .. view.Why, .. view.Say]), StringComparison.Ordinal);
                titles.Add(view.Title);
            }
        }

        Assert.Equal(3, titles.Count);
    }

    [Theory]
    [InlineData("two late codes", "The last 2 codes were 4 min 30 s late, each time the same.", "The clock of your phone runs 4 minutes behind. That is why its codes do not fit. Set the time to automatic, and type the code that the app shows next.")]
    [InlineData("one early code", "The last code was 10 min early. One code can be chance: let the next one be typed.", "The clock of your phone may run 10 minutes ahead. Type the next code, so that we know for sure.")]
    [InlineData("old entry", "The code of 21:00:00 fits ‘robin’, which was retired on Saturday 21 February 2026, 21:00.", "In your app there is an old entry, ‘robin’. Delete it, and use the entry ‘robin (2)’.")]
    [InlineData("extension on a late computer", "The browser's clock is 4 min 10 s behind.", "Set the time to automatic, and type the code that the app shows next.")]
    [InlineData("asks from a new device", "The request comes from Safari, iPhone; before, it was Chrome, Android.", "Do you still have the old phone? Then transfer the account in the app from there. If not, do you have your recovery codes? Otherwise you get a new QR code as soon as I am sure that it is you.")]
    [InlineData("a reset is announced", "It takes effect on Tuesday 3 March 2026, 23:00, unless the person or the desk stops it.", "Your authenticator app will be reset on Tuesday 3 March 2026, 23:00. Sign in with your password then: the portal shows you a new QR code.")]
    [InlineData("reset, may enrol", "‘robin’ was retired on Saturday 21 February 2026, 21:00, and nothing came in its place.", "Sign in with your password: the portal then shows a QR code for your app.")]
    public void The_evidence_has_its_figures_and_times_on_the_portals_clock(string which, string why, string say)
    {
        var view = View("en", PersonDiagnosisTests.All.Single(one => one.Name == which).Evidence)[0];

        Assert.Equal(why, view.Why[0]);
        Assert.Equal(say, view.Say[0]);
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(-30, "30 s")]
    [InlineData(240, "4 min")]
    [InlineData(-270, "4 min 30 s")]
    public void An_amount_of_time_is_short(int seconds, string words) => Assert.Equal(words, WhyTexts.Amount(seconds));

    [Theory]
    [InlineData(DeskAction.Reset, "/support/people/a%2Fb/reset")]
    [InlineData(DeskAction.EndSessions, "/support/people/a%2Fb/end-sessions")]
    [InlineData(DeskAction.LiftWait, "/support/people/a%2Fb/lift-wait")]
    public void An_action_has_a_page_of_its_own(DeskAction action, string path) => Assert.Equal(path, DeskWords.Path("a/b", action));

    [Fact]
    public void Every_action_has_a_name_of_its_own() =>
        Assert.Equal(Enum.GetValues<DeskAction>().Length, Enum.GetValues<DeskAction>().Select(DeskWords.Of).Distinct().Count());

    private static IReadOnlyList<CauseView> View(string agent, PersonEvidence evidence) => Languages.In(agent, () => CauseView.All(evidence, PersonDiagnosisTests.Moment, Tokyo));
}
