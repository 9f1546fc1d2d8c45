using Epatra.Portal.Language;
using Epatra.Portal.Support.Actions;

namespace Epatra.Portal.Support.Diagnosis;

/// <summary>One possible cause as the agent reads it.</summary>
/// <param name="Key">Of the program, the same in every language.</param>
/// <param name="Why">The evidence.</param>
/// <param name="Language">The caller's.</param>
/// <param name="Say">What to say next, in the caller's language.</param>
/// <param name="Meaning">The same in the agent's language; null when it is the same language.</param>
/// <param name="Action">What fits; null where a word is enough.</param>
public sealed record CauseView(
    string Key, string Title, IReadOnlyList<string> Why, string Language, IReadOnlyList<string> Say, string? Meaning = null, DeskAction? Action = null)
{
    /// <summary>The likeliest cause first; where nothing is wrong, that.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="now">UTC.</param>
    /// <param name="zone">The portal's.</param>
    internal static IReadOnlyList<CauseView> All(PersonEvidence evidence, DateTime now, TimeZoneInfo zone)
    {
        var (why, say) = (new WhyTexts(evidence, now, zone), new SayTexts(evidence, now, zone));
        var ranked = PersonDiagnosis.Rank(evidence, now);
        return ranked.Count == 0
            ? [Of("Nothing", DiagnosisTexts.NothingTitle, why.Nothing, null, () => SayTexts.Nothing)]
            : [.. ranked.Select(trouble => Of($"{trouble}", TroubleTexts.Title(trouble), why.Of(trouble), PersonDiagnosis.Action(trouble, evidence, now), () => say.Of(trouble)))];

        CauseView Of(string key, string title, IEnumerable<string> why, DeskAction? action, Func<IEnumerable<string>> say) => new(
            key, title, [.. why], evidence.Language, Languages.In(evidence.Language, () => say().ToList()),
            evidence.Language == Languages.Current ? null : say().First(), action);
    }
}
