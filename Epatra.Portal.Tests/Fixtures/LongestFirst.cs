using Epatra.Portal.Browser;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Epatra.Portal.Fixtures.LongestFirst", "Epatra.Portal.Tests")]

namespace Epatra.Portal.Fixtures;

/// <summary>The browser stories come one after the other and take longest: begun last, they would go on alone when all else is done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [BrowserFixture.Collection, PortalFixture.Collection];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(First, collection.DisplayName) is var place and >= 0 ? place : First.Length);
}
