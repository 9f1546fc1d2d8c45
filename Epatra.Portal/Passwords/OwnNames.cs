using System.Text.RegularExpressions;

namespace Epatra.Portal.Passwords;

/// <summary>The names that whoever knows the person or the portal tries first, however they are written.</summary>
internal static partial class OwnNames
{
    /// <summary>The product's own, whatever the portal is called.</summary>
    private const string Product = "epatra";

    /// <summary>In letters. A shorter one counts only as a word by itself: Jan may like January, and Emma a dilemma.</summary>
    private const int LongName = 5, ShortName = 3;

    /// <summary>Words beside names that say nothing about anybody, and would take common words out of people's sentences.</summary>
    private static readonly HashSet<string> Fillers =
    [
        "van", "von", "den", "der", "des", "del", "les", "las", "los", "ten", "ter", "het", "een", "the", "and", "aan", "bij", "dit", "saint", "info", "mail", "sales",
        "bvba", "sprl", "vof", "ltd", "inc", "group", "groep", "groupe", "company", "portal", "portaal", "portail",
    ];

    /// <param name="password">In NFC.</param>
    /// <param name="owner">Null where it is not known yet.</param>
    /// <param name="portal">The name of the portal.</param>
    public static bool AreIn(string password, PasswordOwner? owner, string portal)
    {
        var folded = FoldedText.Of(password);
        var words = Words(password).Select(FoldedText.Of).ToHashSet();
        return Of(owner, portal).Select(FoldedText.Of).Any(name => name.Length >= LongName ? folded.Contains(name, StringComparison.Ordinal) : words.Contains(name));
    }

    /// <summary>The words of the names.</summary>
    public static IEnumerable<string> Of(PasswordOwner? owner, string portal) =>
        new[] { owner?.Name, owner?.Email.Split('@')[0], owner?.Company, portal, Product }
            .SelectMany(name => Words(name ?? "").Where(word => word.Length >= ShortName && !Fillers.Contains(word.ToLowerInvariant())).Append(Joined(name ?? "")))
            .Where(name => name.Length >= ShortName)
            .Distinct();

    /// <summary>Jan De Vos without the spaces: none of its parts is long, and the whole is.</summary>
    private static string Joined(string name) => string.Concat(Words(name)) is { Length: >= LongName } whole && !Fillers.Contains(whole.ToLowerInvariant()) ? whole : "";

    /// <summary>Runs of letters; of JanPeeters both.</summary>
    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(word => word.Value);

    [GeneratedRegex(@"\p{Lu}*[\p{L}\p{M}-[\p{Lu}]]+|\p{Lu}+")]
    private static partial Regex Word();
}
