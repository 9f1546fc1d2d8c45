using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.People;

public sealed class BulkGroupsTests : ComponentTest
{
    [Fact]
    public void The_names_of_those_who_are_left_out_turn_nothing_beside_them()
    {
        var cut = Render<BulkGroups>(parameters => parameters.Add(g => g.Groups, [new BulkGroup(PersonOutcome.IsLocked, 3, ["مريم", "Jan\u202e"])]));

        Assert.Equal(["مريم", "Jan"], cut.FindAll("bdi").Select(name => name.TextContent));
        Assert.Equal("مريم, Jan, …", cut.Find("li .fine").TextContent.Trim());
    }
}
