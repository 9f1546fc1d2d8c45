using System.Globalization;

namespace Epatra.Portal.Support.Statistics;

/// <summary>Figures as people read them, with the number of cases beside each.</summary>
internal static class FigureText
{
    private const string None = "–";

    public static string Of(Figure figure, FigureUnit unit) =>
        figure.Value is not { } value ? None
        : figure.Cases is { } cases ? $"{Of(value, unit)} ({cases.ToString("N0", CultureInfo.CurrentCulture)})"
        : Of(value, unit);

    public static string Of(double value, FigureUnit unit) => unit switch
    {
        FigureUnit.Count => value.ToString("N0", CultureInfo.CurrentCulture),
        FigureUnit.Percent => value.ToString("0.#", CultureInfo.CurrentCulture) + "\u00a0%",
        FigureUnit.PerHundred => value.ToString("0.#", CultureInfo.CurrentCulture),
        FigureUnit.Seconds => Duration((int)value / 60, (int)value % 60),
    };

    private static string Duration(int minutes, int seconds) =>
        minutes == 0 ? $"{seconds}\u00a0s" : seconds == 0 ? $"{minutes}\u00a0min" : $"{minutes}\u00a0min\u00a0{seconds:00}\u00a0s";
}
