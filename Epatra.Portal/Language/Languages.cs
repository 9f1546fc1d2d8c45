using System.Globalization;

namespace Epatra.Portal.Language;

/// <summary>The languages of the portal, each with the habits of its region for dates and numbers.</summary>
internal static class Languages
{
    public static readonly IReadOnlyDictionary<string, CultureInfo> All = new Dictionary<string, CultureInfo>
    {
        ["nl"] = CultureInfo.GetCultureInfo("nl-BE"),
        ["fr"] = CultureInfo.GetCultureInfo("fr-BE"),
        ["en"] = CultureInfo.GetCultureInfo("en-GB"),
    };

    /// <summary><c>nl</c>, <c>fr</c> or <c>en</c>.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>Texts, dates and numbers in another language than the current one: what is written for somebody else.</summary>
    public static T In<T>(string language, Func<T> write)
    {
        var (culture, texts) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = All[language];
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, texts);
        }
    }
}
