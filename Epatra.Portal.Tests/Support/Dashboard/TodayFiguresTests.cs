using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

public sealed class TodayFiguresTests : ComponentTest
{
    [Theory]
    [InlineData(false, "Today")]
    [InlineData(true, "Today, all companies")]
    public void Whoever_is_limited_to_companies_reads_that_the_figures_of_the_day_are_of_all(bool limited, string said)
    {
        var cut = Render<TodayFigures>(parameters => parameters.Add(f => f.Today, new TodaysFigures(1, 2, 3, 4, 5, limited)));

        Assert.Equal([said, said, said], cut.FindAll("dt span").Select(span => span.TextContent));
    }
}
