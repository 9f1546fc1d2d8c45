using System.Net;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Faults;

/// <summary>Whether the portal still knows, after it was killed and started again, what it had told people.</summary>
internal sealed class KillCheck(Uri address, Func<PortalDbContext> open)
{
    public int Sessions { get; private set; }
    public int Refused { get; private set; }
    public int WrongCodes { get; private set; }
    public int Authenticators { get; private set; }
    public int RecoveryCodes { get; private set; }
    public int Unanswered { get; private set; }
    public long AuditEntries { get; private set; }

    public async Task SignInsAsync(KillLoad load)
    {
        var answered = load.Codes.Where(sent => sent.Answered).ToList();
        await Task.WhenAll(load.Codes.Select(OnceAsync));
        await Task.WhenAll(answered.Select(LivesAsync));
        Sessions += answered.Count;
        Refused += answered.Count;
        Unanswered += load.Codes.Count - answered.Count;
        await using var database = open();
        var counted = load.Unlucky is { } unlucky ? await database.FailureCounts.Where(c => c.Subject == unlucky.Id).SumAsync(c => c.Codes) : 0;
        Assert.InRange(counted, load.WrongAnswered, load.WrongSent);
        WrongCodes += load.WrongAnswered;
    }

    public async Task EnrollmentsAsync(KillEnrollment enrollment)
    {
        foreach (var seen in enrollment.Seen.Where(seen => seen.RecoveryCodes.Count > 0))
        {
            await StoredAsync(seen);
            if (seen.Cookies is { } cookies)
            {
                using var browser = new Visitor(address);
                browser.Cookies.Add(new Cookie("epatra-session", cookies.Single(cookie => cookie.Name == "epatra-session").Value, "/", address.Host));
                await browser.GoAsync("/");
                Assert.Equal("/", browser.At);
                Sessions++;
            }

            // The code after the one that confirmed it.
            using var visitor = new Visitor(address);
            await visitor.SignInWithPasswordAsync(seen.Person);
            await visitor.SubmitCodeAsync(await Phone.CodeAsync(seen.Secret, TimeProvider.System.GetUtcNow().AddSeconds(30)));
            Assert.Equal("/", visitor.At);
            Authenticators++;
        }
    }

    public async Task AuditAsync()
    {
        await using var database = open();
        AuditEntries = (await Chain.ReadValidAsync(database)).Count;
    }

    /// <summary>The same code again: answered or not, it has opened at most one session.</summary>
    private async Task OnceAsync(SentCode sent)
    {
        using var again = new Visitor(address);
        await again.SignInWithPasswordAsync(sent.Person);
        await again.SubmitCodeAsync(sent.Code);
        await using var database = open();
        var sessions = await database.Sessions.CountAsync(s => s.UserId == sent.Person.Id && s.Factor == SecondFactor.Code);
        Assert.InRange(sessions, sent.Answered ? 1 : 0, 1);
        Assert.Equal(sessions, await database.AuditEntries.CountAsync(e => e.SubjectId == sent.Person.Id && e.Kind == AuditKind.CodeAccepted));
        if (sent.Answered)
        {
            Assert.Equal("/sign-in/code", again.At);
        }
    }

    private static async Task LivesAsync(SentCode sent)
    {
        await sent.Browser.GoAsync("/");
        Assert.Equal("/", sent.Browser.At);
        await sent.Browser.PressAsync("sign-out");
        Assert.True(await sent.Browser.PasswordIsEnoughAsync(sent.Person), "The browser was trusted.");
    }

    private async Task StoredAsync(SeenEnrollment seen)
    {
        await using var database = open();
        var rows = await database.RecoveryCodes.AsNoTracking().Where(code => code.UserId == seen.Person.Id).ToListAsync();
        var salt = Convert.FromBase64String(rows[0].Salt);
        var shown = seen.RecoveryCodes.Select(code => Hash(code, salt));
        Assert.Equal(rows.Select(row => row.Hash).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        RecoveryCodes += rows.Count;
    }

    private static string Hash(string shown, byte[] salt) =>
        Epatra.Portal.Authenticators.RecoveryCodes.Hash(shown.Replace("-", "", StringComparison.Ordinal), salt);
}
