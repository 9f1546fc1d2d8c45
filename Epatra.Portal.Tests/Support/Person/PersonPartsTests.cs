using Bunit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Enrollment;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Help;
using Epatra.Portal.Support.Reset;
using Xunit;

namespace Epatra.Portal.Support.Person;

/// <summary>The parts of the page of one person, each by itself.</summary>
public sealed class PersonPartsTests : ComponentTest
{
    [Fact]
    public void A_cause_says_in_the_callers_language_what_to_say_and_in_the_agents_what_that_means()
    {
        var view = new CauseView("Clock", "A clock is off", ["Late."], "fr", ["Réglez l'heure.", "Android", "iPhone"], "Set the time.", DeskAction.LiftWait);

        var cut = Render<DiagnosisCause>(parameters => parameters.Add(c => c.PersonId, "17").Add(c => c.View, view).Add(c => c.IsFirst, true));

        var say = cut.Find(Id("say"));
        Assert.Equal(("fr", "Réglez l'heure."), (say.GetAttribute("lang"), say.QuerySelector("p")!.TextContent));
        Assert.Equal(["Android", "iPhone"], say.QuerySelectorAll("li").Select(line => line.TextContent));
        Assert.Equal("Set the time.", cut.Find(".meaning").TextContent);
        var action = cut.Find(Id("fitting-action"));
        Assert.Equal(("/support/people/17/lift-wait", "lift-wait", "Lift the waiting time"), (action.GetAttribute("href"), action.GetAttribute("data-action"), action.TextContent));
    }

    [Fact]
    public void Where_both_speak_the_same_language_and_nothing_is_to_be_done_there_is_only_the_sentence()
    {
        var cut = Render<DiagnosisCause>(parameters => parameters.Add(c => c.PersonId, "17").Add(c => c.View, new CauseView("Nothing", "Right", ["Fine."], "en", ["Sign in."])));

        Assert.Empty(cut.FindAll(".meaning, h3, a, blockquote ul"));
    }

    [Fact]
    public void The_seconds_on_the_step_tick()
    {
        var cut = Render<PersonWizard>(parameters => parameters
            .Add(w => w.Step, WizardStep.Code).Add(w => w.StepAt, Time.Now().AddSeconds(-58)).Add(w => w.Attempts, 2).Add(w => w.LastError, CodeOutcome.Wrong));
        Assert.Equal(("code", "58 s", "wrong"), (cut.Find(Id("person-wizard")).GetAttribute("data-step"), cut.Find(Id("step-seconds")).TextContent, cut.Find(Id("wizard-error")).TextContent));

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("59 s", cut.Find(Id("step-seconds")).TextContent);
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("1 min 1 s", cut.Find(Id("step-seconds")).TextContent);

        var drawn = cut.RenderCount;
        cut.Instance.Dispose();
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(drawn, cut.RenderCount);
    }

    [Fact]
    public void What_people_have_written_is_shown_as_text()
    {
        var cut = Render<PersonList>(parameters => parameters
            .Add(l => l.TestId, "list").Add(l => l.Title, "List").Add(l => l.None, "None.").Add(l => l.Rows, [new PersonRow("<i>a</i>", "b", "open", "<script>alert(1)</script>")]));

        Assert.Equal("<script>alert(1)</script>", cut.Find(".note").TextContent);
        Assert.Equal("<i>a</i>", cut.Find(".row-title").TextContent);
    }

    [Fact]
    public void The_names_of_agents_turn_nothing_beside_them()
    {
        var (agent, now) = ("משה", Time.Now());
        var details = new PersonDetails
        {
            Email = "a@test.example",
            Language = "nl",
            CreatedAt = now,
            Requests = [new RequestView(now, RequestKind.CannotGetIn, null, null, agent, null, null)],
            Resets = [new ResetView(now, Cause.NewPhone, ResetProof.Both, agent, "", ResetState.Done, null, now)],
            Notes = [new NoteView(now, DeskAction.Freeze, Cause.Other, agent, "")],
        };

        var cut = Render<PersonList>(parameters => parameters
            .Add(l => l.TestId, "list").Add(l => l.Title, "List").Add(l => l.None, "None.").Add(l => l.Rows, new PersonRows(TimeZoneInfo.Utc, now).Earlier(details)));

        Assert.Equal([agent, agent, agent], cut.FindAll("bdi").Select(name => name.TextContent));
    }

    [Fact]
    public void An_empty_list_says_so()
    {
        var cut = Render<PersonList>(parameters => parameters.Add(l => l.TestId, "list").Add(l => l.Title, "List").Add(l => l.None, "None.").Add(l => l.Rows, []));

        Assert.Equal("None.", cut.Find("p").TextContent);
    }
}
