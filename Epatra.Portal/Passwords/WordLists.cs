using System.Reflection;

namespace Epatra.Portal.Passwords;

/// <summary>Lists of words that passwords are guessed from, the most used first: those in zxcvbn's own library, and the portal's.</summary>
internal static class WordLists
{
    /// <summary>Everyday words of the portal's languages that zxcvbn does not know.</summary>
    public static readonly IReadOnlyList<string> Own = ["nl", "fr"];

    /// <summary>Of zxcvbn.</summary>
    public static readonly IReadOnlyList<string> Foreign = ["passwords", "english", "male_names", "female_names", "surnames", "us_tv_and_film"];

    public static IReadOnlyList<string> Read(string list)
    {
        var (assembly, name) = Own.Contains(list)
            ? (typeof(WordLists).Assembly, $"Epatra.Portal.Passwords.Words.{list}.txt")
            : (typeof(Zxcvbn.Zxcvbn).Assembly, $"zxcvbn-core.Dictionaries.{list}.lst");
        using var reader = new StreamReader(Open(assembly, name));
        return reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static Stream Open(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no list {name} in {assembly.GetName().Name}.");
}
