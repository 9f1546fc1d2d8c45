using System.Globalization;
using Epatra.Portal.Language;
using Xunit;

namespace Epatra.Portal.Audit;

public sealed class AuditWordsTests
{
    [Theory]
    [InlineData("en", "AuthenticatorsReset", "Emma", "Ans", "Ans reset the authenticator app of Emma")]
    [InlineData("nl", "AuthenticatorsReset", "Emma", "Ans", "Ans heeft de authenticator-app van Emma gereset")]
    [InlineData("fr", "SignedIn", "Marie", null, "Connexion réussie pour Marie")]
    [InlineData("nl", "RequestSent", null, null, "Een onbekende stuurde een aanvraag")]
    [InlineData("en", "ResetAnnounced", "Emma", null, "The portal announced a reset for Emma")]
    public void An_entry_is_a_sentence_in_the_language_of_the_reader(string language, string kind, string? subject, string? actor, string sentence)
    {
        CultureInfo.CurrentUICulture = Languages.All[language];
        Assert.Equal(sentence, AuditWords.Sentence(Enum.Parse<AuditKind>(kind), subject, actor));
    }

    [Fact]
    public void Every_kind_has_a_sentence_of_its_own_in_every_language()
    {
        foreach (var culture in Languages.All.Values)
        {
            CultureInfo.CurrentUICulture = culture;
            var sentences = Enum.GetValues<AuditKind>().Select(kind => AuditWords.Sentence(kind, "Emma", "Ans")).ToList();
            Assert.Equal(sentences.Count, sentences.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("CodeRefused", "OtherTime -9 steps, certain", "of another time: a clock is off")]
    [InlineData("CodeRefused", "recovery code Wrong", "recovery code, wrong")]
    [InlineData("CodeRefused", "something new", null)]
    [InlineData("PasswordRefused", null, "wrong")]
    [InlineData("PasswordRefused", "paused", "too soon, there is a wait")]
    [InlineData("SignedIn", "session 1 factor Totp", null)]
    public void A_refusal_says_why(string kind, string? details, string? reason)
    {
        CultureInfo.CurrentUICulture = Languages.All["en"];
        Assert.Equal(reason, AuditWords.Reason(Enum.Parse<AuditKind>(kind), details));
    }
}
