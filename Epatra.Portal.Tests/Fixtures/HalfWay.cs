namespace Epatra.Portal.Fixtures;

/// <summary>What tests do between the password and the code.</summary>
internal static class HalfWay
{
    /// <summary>A new browser in which the person has given the password and nothing more.</summary>
    public static async Task<Visitor> HalfWayAsync(this PortalHost host, TestPerson person)
    {
        var visitor = new Visitor(host.Address);
        await visitor.SignInWithPasswordAsync(person);
        Xunit.Assert.NotNull(visitor.Cookie("half-way"));
        return visitor;
    }

    /// <summary>The code that the person's app shows when its clock is off by so many seconds.</summary>
    public static Task<string> CodeAsync(this PortalHost host, TestPerson person, int seconds = 0) =>
        Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow().AddSeconds(seconds));
}
