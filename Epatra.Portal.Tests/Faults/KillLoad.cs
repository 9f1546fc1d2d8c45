using System.Collections.Concurrent;
using Epatra.Portal.Fixtures;

namespace Epatra.Portal.Faults;

/// <summary>A sign-in with a code that was on its way when the portal was killed, or just before.</summary>
/// <param name="Person">Who signs in this once.</param>
/// <param name="Browser">With the cookies that were answered.</param>
/// <param name="Code">Sent, answered or not.</param>
internal sealed record SentCode(TestPerson Person, Visitor Browser, string Code)
{
    public bool Answered => Browser.Cookie("session") is not null;
}

/// <summary>People who sign in at the same time until the portal is gone, and one who types wrong codes.</summary>
internal sealed class KillLoad(Uri address, ConcurrentQueue<TestPerson> people)
{
    private const int Workers = 4;
    private const int SignInsAWorker = 4;

    /// <summary>Fewer than make codes pause.</summary>
    private const int WrongCodes = 4;

    public ConcurrentQueue<SentCode> Codes { get; } = [];
    public TestPerson? Unlucky { get; private set; }
    public int WrongSent { get; private set; }
    public int WrongAnswered { get; private set; }

    /// <summary>Ends when nothing answers any more.</summary>
    public Task RunAsync() => Task.WhenAll([.. Enumerable.Range(0, Workers).Select(_ => UntilGoneAsync(SignInsAsync)), UntilGoneAsync(WrongCodesAsync)]);

    public static bool IsGone(Exception e) => e is HttpRequestException or IOException or OperationCanceledException;

    private static async Task UntilGoneAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (IsGone(e))
        {
            // killed
        }
    }

    private async Task SignInsAsync()
    {
        for (var i = 0; i < SignInsAWorker && people.TryDequeue(out var person); i++)
        {
            var visitor = new Visitor(address);
            await visitor.SignInWithPasswordAsync(person);
            var code = await Phone.CodeAsync(person.Secret!, TimeProvider.System.GetUtcNow());
            Codes.Enqueue(new(person, visitor, code));
            await visitor.SubmitAsync("code-form", ("Input.Code", code), ("Input.TrustBrowser", "true"));
        }
    }

    private async Task WrongCodesAsync()
    {
        if (!people.TryDequeue(out var unlucky))
        {
            return;
        }

        Unlucky = unlucky;
        var visitor = new Visitor(address);
        await visitor.SignInWithPasswordAsync(unlucky);
        while (WrongSent < WrongCodes)
        {
            var wrong = await Phone.WrongCodeAsync(unlucky.Secret!, TimeProvider.System.GetUtcNow());
            WrongSent++;
            await visitor.SubmitCodeAsync(wrong);
            WrongAnswered++;
        }
    }
}
