using Epatra.Portal.Accounts;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

public sealed class SearchStateTests
{
    private static readonly FoundPerson Ann = new(1, "ann", "Ann", Role.User, "ann@test.example", null, Disabled: false);
    private static readonly FoundPerson Bob = new(2, "bob", "Bob", Role.User, "bob@test.example", null, Disabled: false);
    private readonly SearchState search = new();

    [Fact]
    public void Enter_opens_the_first_or_the_chosen_one()
    {
        Find("n", Ann, Bob);
        Assert.Equal(Ann, search.Chosen);
        search.Move(1);
        search.Move(1);
        Assert.Equal(Bob, search.Chosen);
        search.Move(1);
        Assert.Equal(Bob, search.Chosen);
        search.Move(-1);
        Assert.Equal(Ann, search.Chosen);
    }

    [Fact]
    public void While_the_answer_is_under_way_Enter_opens_nobody_of_an_earlier_question()
    {
        Find("an", Ann);
        search.Ask("bo");
        search.Move(1);
        Assert.Null(search.Chosen);
        Assert.False(search.NobodyFound);
        search.Answer("bo", new([Bob], More: false));
        Assert.Equal(Bob, search.Chosen);
    }

    [Fact]
    public void An_answer_that_comes_too_late_is_none()
    {
        search.Ask("an");
        search.Ask("bo");
        search.Answer("bo", new([Bob], More: false));
        search.Answer("an", new([Ann], More: false));
        Assert.Equal(Bob, search.Chosen);
    }

    [Fact]
    public void Nobody_is_found_when_the_answer_says_so_and_something_was_asked()
    {
        Assert.False(search.NobodyFound);
        Find("zz");
        Assert.True(search.NobodyFound);
        Find("");
        Assert.False(search.NobodyFound);
    }

    [Fact]
    public void The_next_page_follows_what_it_was_asked_for_and_nothing_else()
    {
        Find("n", Ann);
        var before = search.Found;
        search.Append(before, new([Bob], More: true));
        Assert.Equal([Ann, Bob], search.Found.People);
        Assert.True(search.Found.More);
        search.Append(before, new([Bob], More: false));
        Assert.Equal([Ann, Bob], search.Found.People);
    }

    private void Find(string question, params FoundPerson[] people)
    {
        search.Ask(question);
        search.Answer(question, new(people, More: false));
    }
}
