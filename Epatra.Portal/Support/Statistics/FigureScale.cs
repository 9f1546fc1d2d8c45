using System.Globalization;
using System.Text;

namespace Epatra.Portal.Support.Statistics;

/// <summary>Where figures lie on the sheet of a chart, whose height and width are stretched by the page.</summary>
internal sealed class FigureScale
{
    public const int Width = 1_000;
    public const int Height = 300;

    private static readonly double[] RoundSteps = [1, 2, 5, 10];
    private static readonly double[] RoundSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];

    private readonly int rows;
    private readonly double bottom;
    private readonly double top;

    /// <summary>A scale with round numbers, from nothing up; shares of a hundred begin at the ten below the smallest.</summary>
    /// <param name="table">What is drawn.</param>
    /// <param name="fromNothing">Bars are compared by their length.</param>
    public FigureScale(FigureTable table, bool fromNothing = false)
    {
        var values = table.Drawn.SelectMany(series => series.Values).Select(figure => figure.Value).OfType<double>().ToList();
        var unit = table.Drawn is [var first, ..] ? first.Unit : FigureUnit.Count;
        var percent = unit == FigureUnit.Percent && !fromNothing;
        rows = table.Rows.Count;
        bottom = percent && values.Count > 0 ? Math.Min(90, Math.Floor(values.Min() / 10) * 10) : 0;
        var step = percent ? (100 - bottom) / 5 : RoundStep(values.DefaultIfEmpty(1).Max() / 5, unit);
        Ticks = [.. Enumerable.Range(0, 6).Select(tick => bottom + tick * step)];
        top = Ticks[^1];
    }

    /// <summary>The numbers at the side, the lowest first.</summary>
    public IReadOnlyList<double> Ticks { get; }

    public double Y(double value) => Height * (1 - (value - bottom) / (top - bottom));

    /// <summary>A line through the figures; where one is missing it is interrupted.</summary>
    public string Line(FigureSeries series)
    {
        var path = new StringBuilder();
        var pen = 'M';
        for (var row = 0; row < rows; row++)
        {
            if (series.Values[row].Value is { } value)
            {
                path.Append(CultureInfo.InvariantCulture, $"{pen}{X(row):0.#} {Y(value):0.#}");
                pen = 'L';
            }
            else
            {
                pen = 'M';
            }
        }

        return path.ToString();
    }

    /// <summary>A line of no length at each figure, which round ends make a dot.</summary>
    public string Dots(FigureSeries series) => string.Concat(series.Values.Select((figure, row) =>
        figure.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"M{X(row):0.#} {Y(value):0.#}h0") : ""));

    /// <summary>Percent of the width that a bar takes.</summary>
    public string Part(double? value) => string.Create(CultureInfo.InvariantCulture, $"{100 * (value ?? 0) / top:0.##}%");

    private double X(int row) => rows == 1 ? Width / 2 : (double)Width * row / (rows - 1);

    private static double RoundStep(double rough, FigureUnit unit)
    {
        if (unit == FigureUnit.Seconds)
        {
            return RoundSeconds.First(step => step >= rough);
        }

        var least = Math.Max(rough, unit == FigureUnit.Count ? 1 : 0.2); // no halves of people
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return RoundSteps.First(step => step * power >= least) * power;
    }
}
