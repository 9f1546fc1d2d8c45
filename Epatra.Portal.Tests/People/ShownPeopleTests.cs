using Epatra.Portal.Accounts;
using Xunit;

namespace Epatra.Portal.People;

public sealed class ShownPeopleTests
{
    [Theory]
    [InlineData("c b a", null, "c b a", false)]
    [InlineData("c b a", null, "d c b a", true)]
    [InlineData("c b a", null, "c b a d", true)] // in the order of a search
    [InlineData("c b a", null, "c a", false)]
    [InlineData("d c b", "b", "e d c", true)]
    [InlineData("d c b", "b", "d c a", false)] // somebody has gone, and one of the next page moved up
    [InlineData("d c b", "b", "g f e", true)]
    public void Newer_are_those_who_would_stand_among_the_rows(string before, string? next, string now, bool newer)
    {
        var shown = new ShownPeople();
        shown.Show(new(Rows(before), next));

        shown.Compare(new(Rows(now), next));

        Assert.Equal((newer, before), (shown.Newer, string.Join(' ', shown.Ids)));
    }

    [Fact]
    public void Whoever_is_chosen_stays_so_while_the_row_is_there()
    {
        var shown = new ShownPeople();
        shown.Show(new(Rows("c b a"), null));
        shown.ChooseAll(true);
        shown.Choose("b", false);

        shown.Update(["c", "b", "a"], Rows("c b"));

        Assert.Equal(["c", "b"], shown.Ids);
        Assert.Equal((1, true), (shown.Chosen, shown.IsChosen("c")));
        shown.Show(new(Rows("d c"), null));
        Assert.True(shown.IsChosen("c"));
    }

    private static IReadOnlyList<ListedPerson> Rows(string ids) =>
        [.. ids.Split(' ').Select(id => new ListedPerson(id, id, id, null, Role.User, "nl", default, false, false, false, false, false, null, null))];
}
