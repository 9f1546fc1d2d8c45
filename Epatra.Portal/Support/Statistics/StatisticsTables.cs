using System.Globalization;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Support.Help;

namespace Epatra.Portal.Support.Statistics;

/// <summary>What the page of statistics shows, in the language of the reader.</summary>
internal static class StatisticsTables
{
    private const double Median = 0.5;
    private const double Most = 0.9;

    /// <summary>Whole minutes and half minutes, in time steps; codes beyond the hour around now say no time.</summary>
    private static readonly (int From, int To)[] Drifts = [(int.MinValue, -11), (-10, -3), (-2, -2), (-1, -1), (0, 0), (1, 1), (2, 2), (3, 10), (11, int.MaxValue)];

    /// <param name="all">The sums.</param>
    /// <param name="weekFormat">How the Monday of a week is written.</param>
    public static IReadOnlyList<FigureTable> Of(WeeklyFigures all, string weekFormat)
    {
        string[] weeks = [.. all.Weeks.Select(week => week.ToString(weekFormat, CultureInfo.CurrentCulture))];
        return [Apps(all), FirstTries(all, weeks), Refused(all, weeks), Drift(all), FromQr(all, weeks), Resets(all), ResetsByWeek(all, weeks)];
    }

    private static FigureTable Apps(WeeklyFigures all) => new("apps", StatisticsTexts.Apps, StatisticsTexts.App, [.. all.Apps.Select(AppName)],
    [
        new(StatisticsTexts.People, FigureUnit.Count, [.. all.Apps.Select(app => new Figure(all.People.GetValueOrDefault(app)))]),
        new(StatisticsTexts.SignIns, FigureUnit.Count, [.. all.Apps.Select(app => new Figure(all.SignIns(app)))]),
        new(StatisticsTexts.FirstTry, FigureUnit.Percent, [.. all.Apps.Select(app => FirstTry(all, app))]),
        new(StatisticsTexts.RefusedPerHundred, FigureUnit.PerHundred, [.. all.Apps.Select(app => Refused(all, app))]),
        new(StatisticsTexts.MedianFromQr, FigureUnit.Seconds, [.. all.Apps.Select(app => FromQr(all, Median, app))]),
        new(StatisticsTexts.MostFromQr, FigureUnit.Seconds, [.. all.Apps.Select(app => FromQr(all, Most, app))]),
        new(StatisticsTexts.Resets, FigureUnit.Count, [.. all.Apps.Select(app => new Figure(all.Resets.Count(r => r.App == app)))]),
    ], FigureShape.None);

    private static FigureTable FirstTries(WeeklyFigures all, string[] weeks) => ByWeek(all, weeks, "first-try", StatisticsTexts.FirstTry, FigureUnit.Percent, (app, week) => FirstTry(all, app, week));

    private static FigureTable Refused(WeeklyFigures all, string[] weeks) => ByWeek(all, weeks, "refused", StatisticsTexts.RefusedPerHundred, FigureUnit.PerHundred, (app, week) => Refused(all, app, week));

    private static FigureTable FromQr(WeeklyFigures all, string[] weeks) => new("from-qr", StatisticsTexts.FromQr, StatisticsTexts.Week, weeks,
    [
        .. all.Apps.SelectMany(app => new FigureSeries[]
        {
            new(string.Format(Shell.ShellTexts.Colon, AppName(app), StatisticsTexts.Median), FigureUnit.Seconds, [.. all.Weeks.Select(week => FromQr(all, Median, app, week))]),
            new(string.Format(Shell.ShellTexts.Colon, AppName(app), StatisticsTexts.Most), FigureUnit.Seconds, [.. all.Weeks.Select(week => FromQr(all, Most, app, week))], Drawn: false),
        }),
    ], FigureShape.Lines);

    private static FigureTable Drift(WeeklyFigures all) => new("drift", StatisticsTexts.Drift, StatisticsTexts.Offset, [.. Drifts.Select(drift => DriftName(drift.From, drift.To))],
    [
        .. all.Apps.Select(app => new FigureSeries(AppName(app), FigureUnit.Percent,
            [.. Drifts.Select(drift => all.Drifting(app, drift.From, drift.To)).Select(share => new Figure(100 * share.Value, share.Hits))])),
    ], FigureShape.Bars);

    private static FigureTable Resets(WeeklyFigures all) => new("resets", StatisticsTexts.ResetsByCause, StatisticsTexts.Cause, [.. Enum.GetValues<Cause>().Select(RequestWords.ForDesk)],
    [
        .. all.Apps.Select(app => new FigureSeries(AppName(app), FigureUnit.Count,
            [.. Enum.GetValues<Cause>().Select(cause => new Figure(all.Resets.Count(r => r.Cause == cause && r.App == app)))])),
        new(StatisticsTexts.NoApp, FigureUnit.Count, [.. Enum.GetValues<Cause>().Select(cause => new Figure(all.Resets.Count(r => r.Cause == cause && r.App is null)))], Drawn: false),
    ], FigureShape.Bars);

    private static FigureTable ResetsByWeek(WeeklyFigures all, string[] weeks) => new("resets-by-week", StatisticsTexts.ResetsByWeek, StatisticsTexts.Week, weeks,
    [
        .. Enum.GetValues<Cause>().Select(cause => new FigureSeries(RequestWords.ForDesk(cause), FigureUnit.Count,
            [.. all.Weeks.Select(week => new Figure(all.Resets.Count(r => r.Cause == cause && r.Week == week)))])),
    ], FigureShape.Lines);

    private static FigureTable ByWeek(WeeklyFigures all, string[] weeks, string key, string title, FigureUnit unit, Func<AuthenticatorApp, DateOnly, Figure> figure) => new(
        key, title, StatisticsTexts.Week, weeks,
        [.. all.Apps.Select(app => new FigureSeries(AppName(app), unit, [.. all.Weeks.Select(week => figure(app, week))]))], FigureShape.Lines);

    private static Figure FirstTry(WeeklyFigures all, AuthenticatorApp app, DateOnly? week = null)
    {
        var share = all.FirstTries(app, week);
        return new(100 * share.Value, share.Cases);
    }

    private static Figure Refused(WeeklyFigures all, AuthenticatorApp app, DateOnly? week = null) => new(all.RefusedPerHundred(app, week), all.SignIns(app, week));

    private static Figure FromQr(WeeklyFigures all, double part, AuthenticatorApp app, DateOnly? week = null) => new(all.SecondsFromQr(part, app, week), all.Enrolled(app, week));

    private static string DriftName(int from, int to) =>
        from == to ? from switch { 0 => StatisticsTexts.InStep, < 0 => Behind(-from), _ => Ahead(from) }
        : to < 0 ? from == int.MinValue ? string.Format(StatisticsTexts.MoreBehind, Time(-to - 1)) : string.Format(StatisticsTexts.BetweenBehind, Time(-to), Time(-from))
        : to == int.MaxValue ? string.Format(StatisticsTexts.MoreAhead, Time(from - 1)) : string.Format(StatisticsTexts.BetweenAhead, Time(from), Time(to));

    private static string Behind(int steps) => string.Format(StatisticsTexts.Behind, Time(steps));

    private static string Ahead(int steps) => string.Format(StatisticsTexts.Ahead, Time(steps));

    private static string Time(int steps) => FigureText.Of(steps * Totp.StepSeconds, FigureUnit.Seconds);

    /// <summary>As a heading; in running text an app is somebody's.</summary>
    private static string AppName(AuthenticatorApp app) => app switch
    {
        AuthenticatorApp.Google or AuthenticatorApp.Microsoft => AppNames.Name(app),
        AuthenticatorApp.PasswordManager => StatisticsTexts.PasswordManager,
        AuthenticatorApp.BrowserExtension => StatisticsTexts.BrowserExtension,
        AuthenticatorApp.Other => StatisticsTexts.OtherApp,
    };
}
