using Xunit;

namespace Epatra.Portal.Support.Statistics;

public sealed class FigureScaleTests
{
    [Theory]
    [InlineData(FigureUnit.Count, 7, new double[] { 0, 2, 4, 6, 8, 10 })]
    [InlineData(FigureUnit.Seconds, 97, new double[] { 0, 30, 60, 90, 120, 150 })]
    [InlineData(FigureUnit.Seconds, 3_600, new double[] { 0, 900, 1_800, 2_700, 3_600, 4_500 })]
    [InlineData(FigureUnit.Count, 1, new double[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(FigureUnit.PerHundred, 0, new double[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(FigureUnit.Percent, 93, new double[] { 90, 92, 94, 96, 98, 100 })]
    [InlineData(FigureUnit.Percent, 100, new double[] { 90, 92, 94, 96, 98, 100 })]
    [InlineData(FigureUnit.Percent, 0, new double[] { 0, 20, 40, 60, 80, 100 })]
    public void Its_numbers_are_round_and_hold_every_figure(FigureUnit unit, double value, double[] ticks) =>
        Assert.Equal(ticks, new FigureScale(Table(unit, value)).Ticks.Select(tick => Math.Round(tick, 6)));

    [Fact]
    public void A_line_is_interrupted_where_there_are_no_cases()
    {
        var table = Table(FigureUnit.Count, 0, 10, null, 5);
        var scale = new FigureScale(table);

        Assert.Equal("M0 300L333.3 0M1000 150", scale.Line(table.Series[0]));
        Assert.Equal("M0 300h0M333.3 0h0M1000 150h0", scale.Dots(table.Series[0]));
        Assert.Equal("50%", scale.Part(5));
    }

    private static FigureTable Table(FigureUnit unit, params double?[] values) => new(
        "key", "Title", "Row", [.. values.Select((_, row) => $"{row}")], [new("Series", unit, [.. values.Select(value => new Figure(value))])], FigureShape.Lines);
}
