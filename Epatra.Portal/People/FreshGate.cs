using Epatra.Portal.SignIn;
using Epatra.Portal.Support.Actions;

namespace Epatra.Portal.People;

/// <summary>The code that is posted with a form, proven before anything of the form is done.</summary>
internal sealed class FreshGate(FreshProof fresh)
{
    /// <param name="http">Gets the cookie of the renewed session.</param>
    /// <param name="code">As it was typed.</param>
    /// <returns>Why it was not proven, and how long to wait; null when it was, now or minutes ago.</returns>
    public async Task<(string Problem, DateTime? Until)?> ProveAsync(HttpContext http, string? code)
    {
        if (fresh.IsFresh)
        {
            return null;
        }

        var (answer, entry) = await fresh.TryAsync(code);
        if (entry is null)
        {
            return (string.IsNullOrWhiteSpace(code) ? DeskTexts.NotFresh : DeskWords.Problem(answer) ?? DeskTexts.NotFresh, answer.PausedUntil);
        }

        await entry.SetCookiesAsync(http);
        return null;
    }
}
