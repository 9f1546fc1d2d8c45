using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;
using Zxcvbn;
using Zxcvbn.Matcher;

namespace Epatra.Portal.Passwords;

/// <param name="Score">0, guessed at once, to 4, out of reach; by zxcvbn (Wheeler, USENIX Security 2016).</param>
/// <param name="Tip">What would help most.</param>
internal sealed record StrengthEstimate(int Score, StrengthTip Tip);

/// <summary>How hard a password is to guess for somebody who knows the person, the portal and the languages of both.</summary>
internal sealed class PasswordStrength(IOptions<PortalOptions> portal)
{
    /// <summary>
    /// UTF-16 units that are looked at: the time grows with the square and worse (40 ms for 128 of them, 1 ms for 32), and
    /// what is out of reach with these does not come nearer with more.
    /// </summary>
    private const int Looked = 32;

    private readonly Lazy<Matchers> matchers = new();

    /// <summary>Reads the dictionaries beside what goes on, a tenth of a second before they are needed.</summary>
    public void Prepare()
    {
        if (!matchers.IsValueCreated)
        {
            _ = Task.Run(() => matchers.Value);
        }
    }

    /// <param name="password">In NFC.</param>
    /// <param name="owner">Whose it is to be; null where that is not known yet.</param>
    public StrengthEstimate Estimate(string password, PasswordOwner? owner)
    {
        var names = OwnNames.Of(owner, portal.Value.Name);
        var result = new Zxcvbn.Zxcvbn(matchers.Value, Translation.English).EvaluatePassword(password[..Math.Min(Looked, password.Length)], names);
        return new(result.Score, StrengthTips.For(result.Score, result.MatchSequence));
    }

    /// <summary>zxcvbn's own ways to find something, with words of Dutch and French, and years to come.</summary>
    private sealed class Matchers : IMatcherFactory
    {
        private readonly List<IMatcher> all;

        public Matchers()
        {
            var words = WordLists.Own.Concat(WordLists.Foreign).Select(list => new DictionaryMatcher(list, WordLists.Read(list))).ToList();
            all =
            [
                new RepeatMatcher(), new SequenceMatcher(), new SpatialMatcher(), new DateMatcher(),
                new RegexMatcher("(19|20)[0-9][0-9]", 119, false, StrengthTips.Year),
                .. words, new L33tMatcher(words),
            ];
        }

        public IEnumerable<IMatcher> CreateMatchers(IEnumerable<string> userInputs)
        {
            var own = new DictionaryMatcher(StrengthTips.OwnWords, userInputs);
            return [.. all, own, new L33tMatcher(own)];
        }
    }
}
