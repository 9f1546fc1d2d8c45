using System.Text.RegularExpressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Data;
using Epatra.Portal.Mail;
using Epatra.Portal.Support;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Proof;
using Epatra.Portal.Support.Reset;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Fixtures;

/// <summary>Both ends of a telephone call to the desk.</summary>
internal static class Calls
{
    public const string Note = "as the story says";
    public const string CodeMail = "Your code for the support page";

    /// <summary>A browser in which the person has given the password and asked for help.</summary>
    public static async Task<Visitor> AskForHelpAsync(this PortalHost host, TestPerson person, string cause = "cause-new-phone")
    {
        host.Time.Advance(TimeSpan.FromSeconds(1)); // or the mailed code would be as old as one of another browser
        var visitor = await host.HalfWayAsync(person);
        await visitor.AskForHelpAsync(cause);
        return visitor;
    }

    public static async Task AskForHelpAsync(this Visitor visitor, string cause = "cause-new-phone")
    {
        await visitor.GoAsync("/sign-in/help");
        await visitor.PressAsync(cause);
    }

    /// <summary>What the caller reads out.</summary>
    public static async Task<string> ReadOutAsync(this Visitor caller)
    {
        await caller.GoAsync("/sign-in/help");
        return caller.Text("support-code")!;
    }

    /// <summary>The code of the newest mail.</summary>
    public static async Task<string> MailCodeAsync(this PortalHost host, TestPerson person, string subject = CodeMail) =>
        Regex.Match((await host.MailsAsync(person)).Last(mail => mail.Subject == subject).Text, @"\b\d{6}\b").Value;

    /// <summary>Types the mailed code into the page that waits.</summary>
    public static async Task TypeMailCodeAsync(this Visitor caller, string code)
    {
        await caller.GoAsync("/sign-in/help");
        await caller.SubmitAsync("request-form", ("Input.Act", "code"), ("Input.MailCode", code));
    }

    /// <summary>An agent at work, who has just typed a code.</summary>
    public static async Task<Visitor> AgentAsync(this PortalHost host, TestPerson agent)
    {
        var visitor = new Visitor(host.Address);
        host.Time.Advance(TimeSpan.FromSeconds(30)); // a code of its own
        await visitor.SignInAsync(agent, host);
        return visitor;
    }

    /// <summary>What the agent types of what the caller reads out.</summary>
    public static Task<SupportCodeOutcome> HearAsync(this PortalHost host, TestPerson agent, TestPerson person, string code) =>
        host.AsAsync(agent, (SupportCodes codes) => codes.CheckAsync(person.Id, code));

    /// <summary>One operation of somebody: in the newest session, or else in one that was just begun for it.</summary>
    public static Task<T> AsAsync<TService, T>(this PortalHost host, TestPerson agent, Func<TService, Task<T>> operation)
        where TService : notnull => host.RunAsync(async (IServiceProvider services) =>
    {
        var database = services.GetRequiredService<PortalDbContext>();
        var living = database.Sessions.AsNoTracking().Include(s => s.User).Where(s => s.UserId == agent.Id && s.EndedAt == null).OrderByDescending(s => s.CreatedAt);
        if (!await living.AnyAsync())
        {
            database.Sessions.Add(Begun(agent.Id, host.Time.Now()));
            await database.SaveChangesAsync();
            database.ChangeTracker.Clear();
        }

        services.GetRequiredService<Actor>().Session = await living.FirstAsync();
        return await operation(services.GetRequiredService<TService>());
    });

    private static Session Begun(string userId, DateTime now) => new()
    {
        UserId = userId,
        Factor = SecondFactor.Code,
        CreatedAt = now,
        ExpiresAt = now.AddHours(1),
        LastSeenAt = now,
        ProofAt = now,
    };

    /// <summary>Does something to a person by its page.</summary>
    /// <returns>What came of it; null when the page asks for more.</returns>
    public static async Task<DeskOutcome?> ActAsync(this Visitor agent, TestPerson person, DeskAction action, params (string Name, string Value)[] more)
    {
        await agent.GoAsync(DeskWords.Path(person.Id, action));
        var token = agent.Token;
        await agent.PostAsync(DeskWords.Path(person.Id, action), [token, ("_handler", "act"), ("Input.Cause", "NewPhone"), ("Input.Note", Note), ("Input.Do", "confirm"), .. more]);
        var said = agent.Text("notice") ?? agent.Error;
        return Enum.GetValues<DeskOutcome>().Where(outcome => DeskWords.Said(action, outcome) == said).Select(outcome => (DeskOutcome?)outcome).LastOrDefault(); // what is announced is said as what is done
    }

    /// <summary>Proves everything and resets.</summary>
    public static async Task ResetAsync(this PortalHost host, TestPerson agent, Visitor desk, TestPerson person, Visitor caller)
    {
        Assert.Equal(SupportCodeOutcome.Accepted, await host.HearAsync(agent, person, await caller.ReadOutAsync()));
        await caller.TypeMailCodeAsync(await host.MailCodeAsync(person));
        Assert.Equal(DeskOutcome.Done, await desk.ActAsync(person, DeskAction.Reset));
    }

    /// <summary>Resets that were done a minute ago.</summary>
    public static Task<int> AddResetsAsync(this PortalHost host, TestPerson person, TestPerson agent, int count) => host.QueryAsync(db =>
    {
        var at = Clock.WholeMilliseconds(host.Time.GetUtcNow().UtcDateTime.AddMinutes(-1));
        db.Resets.AddRange(Enumerable.Range(0, count).Select(_ => new AuthenticatorReset
        {
            UserId = person.Id,
            AgentId = agent.Id,
            Cause = Cause.Other,
            Note = "",
            Proof = ResetProof.Both,
            AskedAt = at,
            DoneAt = at,
            State = ResetState.Done,
        }));
        return db.SaveChangesAsync();
    });

    /// <summary>Lets time go by once all mail to the person has left, and waits until the resets that are due by then are done, by the portal itself or by this.</summary>
    public static async Task PassDelayAsync(this PortalHost host, TestPerson person, TimeSpan delay)
    {
        await host.AllSentAsync(person);
        host.Time.Advance(delay);
        await host.RunAsync(async (DelayedResets resets) =>
        {
            await resets.DoDueAsync(CancellationToken.None);
            return true;
        });
    }

    /// <summary>Of the person's first authenticator.</summary>
    public static Task<AuthenticatorState> StateAsync(this PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.Authenticators.Where(a => a.UserId == person.Id && a.Number == 1).Select(a => a.State).SingleAsync());
}
