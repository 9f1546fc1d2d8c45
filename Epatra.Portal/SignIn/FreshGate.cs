using Epatra.Portal.Authenticators;
using Epatra.Portal.Security;

namespace Epatra.Portal.SignIn;

/// <summary>The code that is posted with a form, proven before anything of the form is done.</summary>
internal sealed class FreshGate(FreshProof fresh)
{
    /// <param name="http">Gets the cookie of the renewed session, or how long to wait.</param>
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
            http.AskToWait(answer.PausedUntil);
            return (string.IsNullOrWhiteSpace(code) ? SignInTexts.NotFresh : Problem(answer), answer.PausedUntil);
        }

        await entry.SetCookiesAsync(http);
        return null;
    }

    private static string Problem(CodeAnswer answer) => answer switch
    {
        { Clock: { } reading } => ClockTexts.Explain(answer.App, reading),
        { Old: { } old } => string.Format(old.Counts ? AuthenticatorTexts.OtherEntry : AuthenticatorTexts.OldEntry, old.Opened, old.Right),
        _ => CodeErrors.Text(answer) ?? SignInTexts.NotFresh,
    };
}
