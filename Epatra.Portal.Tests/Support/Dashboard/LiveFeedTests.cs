using Bunit;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Support.Dashboard;

public sealed class LiveFeedTests : ComponentTest
{
    [Fact]
    public void A_kind_of_which_nothing_happened_says_so()
    {
        var feed = Render<LiveFeed>(part => part.Add(x => x.Items, [new FeedItem(1, Time.Now(), AuditKind.SignedIn, "7", "Robin", null, null, null)]));
        Assert.Single(feed.FindAll(Id("live-item")));
        Assert.DoesNotContain(DashboardTexts.NothingHappened, feed.Markup, StringComparison.Ordinal);

        feed.Find(Id("feed-portal")).Click();

        Assert.Empty(feed.FindAll(Id("live-item")));
        Assert.Equal(DashboardTexts.NothingHappened, feed.Find(".feed + p").TextContent);
    }

    [Fact]
    public void An_hour_of_another_day_has_its_day()
    {
        var feed = Render<LiveFeed>(part => part.Add(x => x.Items, [Item(2, TimeSpan.Zero), Item(1, TimeSpan.FromDays(1))]));

        var times = feed.FindAll("time").Select(time => time.TextContent).ToList();
        Assert.Equal(5, times[0].Length);
        Assert.EndsWith(times[0], times[1], StringComparison.Ordinal);
        Assert.True(times[1].Length > 5);

        FeedItem Item(long sequence, TimeSpan ago) => new(sequence, Time.Now() - ago, AuditKind.SignedIn, "7", "Robin", null, null, null);
    }
}
