namespace Epatra.Portal.Support.Statistics;

/// <summary>What a figure counts, and so how it is written.</summary>
public enum FigureUnit
{
    Count,

    /// <summary>Of 0 to 100.</summary>
    Percent,

    PerHundred,
    Seconds,
}

/// <summary>How a table is drawn.</summary>
public enum FigureShape
{
    None,
    Lines,
    Bars,
}

/// <summary>One figure.</summary>
/// <param name="Value">Null where there are no cases.</param>
/// <param name="Cases">How many it rests on; null for a figure that is a number of cases itself.</param>
public readonly record struct Figure(double? Value, int? Cases = null);

/// <summary>Figures of one thing, one for each row of the table.</summary>
/// <param name="Name">What they are of.</param>
/// <param name="Unit">Of all of them.</param>
/// <param name="Values">In the order of the rows.</param>
/// <param name="Drawn">Whether the chart shows them as well.</param>
public sealed record FigureSeries(string Name, FigureUnit Unit, IReadOnlyList<Figure> Values, bool Drawn = true);

/// <summary>A table, and the chart that says the same.</summary>
/// <param name="Key">In the address of its file.</param>
/// <param name="Title">What it is about.</param>
/// <param name="RowHeading">What its rows are.</param>
/// <param name="Rows">Their names.</param>
/// <param name="Series">Its columns.</param>
/// <param name="Shape">How it is drawn.</param>
public sealed record FigureTable(string Key, string Title, string RowHeading, IReadOnlyList<string> Rows, IReadOnlyList<FigureSeries> Series, FigureShape Shape)
{
    public IReadOnlyList<FigureSeries> Drawn => [.. Series.Where(series => series.Drawn)];

    /// <summary>Whether there is anything in it.</summary>
    public bool HasCases => Series.Any(series => series.Values.Any(figure => figure.Value is > 0 || figure.Cases > 0));
}
