using System.Text.RegularExpressions;
using System.Xml.Linq;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Language;

public sealed partial class TextsTests
{
    public static TheoryData<string, string> Translations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "Epatra.Portal"), "*Texts.resx", SearchOption.AllDirectories))
            {
                foreach (var language in (string[])["nl", "fr"])
                {
                    data.Add(Path.GetRelativePath(Repository.Root, file), language);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_feature_has_its_texts() => Assert.True(Translations.Count >= 2 * 7, $"{Translations.Count} translations");

    [Theory, MemberData(nameof(Translations))]
    public void A_language_has_the_same_texts_with_the_same_places_to_fill(string file, string language)
    {
        var (english, translated) = (Read(file), Read(Path.ChangeExtension(file, $".{language}.resx")));

        Assert.Equal(english.Keys.Order(), translated.Keys.Order());
        Assert.All(english.Concat(translated), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        Assert.All(english, text => Assert.Equal((text.Key, Places(text.Value)), (text.Key, Places(translated[text.Key]))));
    }

    [Theory, MemberData(nameof(Translations))]
    public void A_text_is_translated_unless_it_is_the_same_word(string file, string language)
    {
        var (english, translated) = (Read(file), Read(Path.ChangeExtension(file, $".{language}.resx")));
        var same = english.Where(text => translated[text.Key] == text.Value).Select(text => $"{Path.GetFileNameWithoutExtension(file)}.{text.Key}");

        Assert.Equal([], same.Except(SameInBoth(language)));
    }

    [Fact]
    public void The_exceptions_are_still_needed()
    {
        foreach (var language in (string[])["nl", "fr"])
        {
            var same = Translations.Select(row => (string)row[0]).Distinct().SelectMany(file => Read(file)
                .Where(text => Read(Path.ChangeExtension(file, $".{language}.resx"))[text.Key] == text.Value)
                .Select(text => $"{Path.GetFileNameWithoutExtension(file)}.{text.Key}"));
            Assert.Equal([], SameInBoth(language).Except(same));
        }
    }

    /// <summary>Words that are the same in English and in the other language.</summary>
    private static string[] SameInBoth(string language) => language switch
    {
        "nl" => ["DashboardTexts.GroupPortal", "EnrollmentTexts.AppShort", "EnrollmentTexts.CodeShort", "EnrollmentTexts.Later", "ShellTexts.Colon", "SupportTexts.Dashboard"], // Portal, App, Code, Later, Dashboard
        _ => ["AccountTexts.Applications", "AuthenticatorTexts.Minute", "AuthenticatorTexts.Minutes", "DeskTexts.CauseTitle", "EnrollmentTexts.CodeShort"], // Applications, minute, minutes, Cause, Code
    };

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Repository.Root, file)).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(match => match.Value).Distinct().Order());

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}")]
    private static partial Regex Place();
}
