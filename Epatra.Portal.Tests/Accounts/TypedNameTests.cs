using Epatra.Portal.Fixtures;
using Epatra.Portal.People;
using Xunit;

namespace Epatra.Portal.Accounts;

public sealed class TypedNameTests
{
    /// <summary>All of Unicode's signs that set or turn the direction.</summary>
    public static TheoryData<char> Turns => [.. "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"];

    [Theory, MemberData(nameof(Turns))]
    public void A_sign_that_turns_text_stays_in_no_name_and_in_no_address(char sign)
    {
        Assert.Equal("Zoë Maes", TypedName.Clean($" {sign}Zoe\u0308 {sign} Maes{sign}"));
        Assert.Null(TypedName.Clean($"{sign} {sign}"));
        Assert.Equal("zoe@x.example", EmailAddress.Clean($"{sign}zoe@{sign}x.example {sign}"));
    }

    [Fact]
    public void A_name_is_one_line()
    {
        Assert.Equal("Jan de Man", TypedName.Clean("\u0001Jan\tde\u2028\r\nMan\u00a0"));
        Assert.Equal("שרה", TypedName.Clean("שרה"));
        Assert.Null(TypedName.Clean("\ud83d"));
        Assert.Equal("éé", TypedName.Clean("éé👩", 3));
    }

    [Theory]
    [InlineData("Jan <jan@x.example>")]
    [InlineData("jan")]
    [InlineData("jan@")]
    [InlineData("j an@x.example")]
    [InlineData("jan@x@example")]
    [InlineData("jan\0@x.example")]
    [InlineData(null)]
    public void What_is_no_address_by_itself_is_taken_nowhere(string? typed)
    {
        Assert.Null(EmailAddress.Clean(typed));
        Assert.Equal("email", Assert.Single(new InviteForm { Name = "Jan", Email = typed }.Errors(withAddress: true)).Field);
        Assert.Contains(SetUpErrors.In(new() { Name = "Jan", Email = typed }, Passwords.NewPasswordFaults.None, new()), error => error.Field == "email");
    }

    [Fact]
    public void What_administrators_type_is_cleaned_like_the_own_name()
    {
        var typed = new InviteForm { Name = "\u202eJan\u202c  de Man", Email = " jan@x.example\u200e", Company = "\u2067Bouw\u0007 NV", Phone = "\u202a+32 3 808 08 35\u202c" };
        Assert.Empty(typed.Errors(withAddress: true));
        Assert.Equal(("Jan de Man", "jan@x.example", "Bouw NV", "+32 3 808 08 35"), (typed.Invitee.Name, typed.Invitee.Email, typed.Invitee.Company, typed.Invitee.Phone));
    }
}

[Collection(PortalFixture.Collection)]
public sealed class TurningNameTests(PortalFixture portal)
{
    private PortalHost Host => portal.Sqlite;

    [Fact]
    public async Task A_right_to_left_name_keeps_its_direction_to_itself_wherever_text_stands_beside_it()
    {
        const string Name = "שרה כהן";
        var (administrator, person) = (await Host.AddAdministratorAsync(), await Host.AddWithAuthenticatorAsync(name: Name));
        using var own = await Host.AgentAsync(person);
        Assert.Equal(Name, own.Page.QuerySelector("h1 bdi")!.TextContent);
        await own.GoAsync("/account/events");
        Assert.Equal(Name, own.Page.QuerySelector("[data-testid=event] p bdi")!.TextContent);

        using var desk = await Host.AgentAsync(administrator);
        foreach (var path in new[] { $"/people/{person.Id}/lock", $"/support/people/{person.Id}/end-sessions", $"/audit?person={person.Id}" })
        {
            await desk.GoAsync(path);
            Assert.Contains(desk.Page.QuerySelectorAll(".lead bdi, [data-testid=audit-row] p bdi"), name => name.TextContent == Name);
        }
    }
}
