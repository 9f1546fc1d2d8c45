using Bunit;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Shell;

public sealed class NamedTextTests : ComponentTest
{
    [Theory]
    [InlineData("nobody signed in", "nobody signed in")]
    [InlineData("\u2068שרה\u2069 acted on \u2068<b>\u2069!", "<bdi>שרה</bdi> acted on <bdi>&lt;b&gt;</bdi>!")]
    public void Each_name_stands_in_an_element_of_its_own(string text, string markup) => Render<NamedText>(of => of.Add(t => t.Text, text)).MarkupMatches(markup);

    [Fact]
    public void No_name_ends_its_own_mark() => Assert.Equal("\u2068ab\u2069", UnicodeText.Named("a\u2069b\u202e"));
}
