namespace Epatra.Portal.Accounts;

/// <summary>A browser in words that people know it by. Only known words come out, whatever a browser calls itself.</summary>
internal static class BrowserName
{
    /// <summary>What stands in the user agent, and what it means; the first that fits counts, since browsers also name those they resemble.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>Such as 'Firefox, Windows'; null when nothing is known.</summary>
    public static string? Of(string? userAgent)
    {
        string?[] known = [Name(Browsers, userAgent), Name(Systems, userAgent)];
        return known.Any(name => name is not null) ? string.Join(", ", known.OfType<string>()) : null;
    }

    private static string? Name((string Mark, string Name)[] all, string? userAgent) =>
        all.FirstOrDefault(one => userAgent?.Contains(one.Mark, StringComparison.Ordinal) == true).Name;
}
