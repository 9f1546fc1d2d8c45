using System.Net;
using Epatra.Portal.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal.Fixtures;

/// <summary>What tests do with trusted browsers.</summary>
internal static class Trust
{
    /// <summary>A new browser in which the person ticks the box, and signs out again.</summary>
    public static async Task<Visitor> TrustingAsync(this PortalHost host, TestPerson person)
    {
        var visitor = new Visitor(host.Address);
        await visitor.TrustAsync(host, person);
        return visitor;
    }

    /// <summary>Password, tick box and code, and out again.</summary>
    public static async Task TrustAsync(this Visitor visitor, PortalHost host, TestPerson person)
    {
        await visitor.SignInWithPasswordAsync(person);
        await visitor.SubmitCodeAndTrustAsync(host, person);
        await visitor.PressAsync("sign-out");
    }

    /// <summary>The code, as a browser sends it when the box is ticked.</summary>
    public static async Task SubmitCodeAndTrustAsync(this Visitor visitor, PortalHost host, TestPerson person) =>
        await visitor.SubmitAsync("code-form", ("Input.Code", await Phone.CodeAsync(person.Secret!, host.Time.GetUtcNow())), ("Input.TrustBrowser", "true"));

    public static string? Token(this Visitor visitor, TestPerson person) => visitor.Cookie(TrustCookie.Name(person.Id));

    /// <summary>Puts a token into the person's cookie of this browser.</summary>
    public static void SetToken(this Visitor visitor, PortalHost host, TestPerson person, string token) =>
        visitor.Cookies.Add(host.Address, new Cookie($"epatra-{TrustCookie.Name(person.Id)}", token, "/"));

    /// <summary>A new browser that has nothing but this token.</summary>
    public static Visitor With(PortalHost host, TestPerson person, string token)
    {
        var visitor = new Visitor(host.Address);
        visitor.SetToken(host, person, token);
        return visitor;
    }

    /// <summary>The password, and out again when it was enough.</summary>
    /// <returns>Whether it was enough.</returns>
    public static async Task<bool> PasswordIsEnoughAsync(this Visitor visitor, TestPerson person)
    {
        await visitor.SignInWithPasswordAsync(person);
        if (visitor.At == "/sign-in/code")
        {
            return false;
        }

        Xunit.Assert.Equal("/", visitor.At);
        await visitor.PressAsync("sign-out");
        return true;
    }

    public static Task<List<TrustedBrowser>> TrustedBrowsersAsync(this PortalHost host, TestPerson person) =>
        host.QueryAsync(db => db.TrustedBrowsers.AsNoTracking().Where(b => b.UserId == person.Id).OrderBy(b => b.CreatedAt).ToListAsync());

    public static Task<int> SetRoleAsync(this PortalHost host, TestPerson person, Role role) =>
        host.QueryAsync(db => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Role, role)));
}
