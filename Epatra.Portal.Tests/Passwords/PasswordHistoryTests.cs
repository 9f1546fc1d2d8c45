using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class PasswordHistoryTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_current_password_and_the_five_before_it_are_refused_and_the_one_before_those_is_not(string database)
    {
        var (host, _, visitor) = await ChangeTests.SignedInAsync(portal.On(database));
        string[] passwords = [TestPerson.Password, .. Enumerable.Range(1, 6).Select(i => $"Kruidnagel%{i}{i} thee")];
        for (var i = 1; i < passwords.Length; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await ChangeTests.ChangeAsync(visitor, passwords[i - 1], passwords[i]);
            Assert.Equal("/?notice=password", visitor.At);
        }

        foreach (var used in passwords[1..])
        {
            await ChangeTests.ChangeAsync(visitor, passwords[^1], used);
            Assert.Equal(PasswordRuleTexts.Broken(PasswordRule.Different, new()), visitor.Error);
        }

        await ChangeTests.ChangeAsync(visitor, passwords[^1], passwords[0]);
        Assert.Equal("/?notice=password", visitor.At);
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task No_more_old_hashes_are_kept_than_the_setting_asks_for(string database)
    {
        var (host, person, visitor) = await ChangeTests.SignedInAsync(portal.On(database));
        string[] passwords = [TestPerson.Password, .. Enumerable.Range(1, 7).Select(i => $"Kruidnagel%{i}{i} thee")];
        for (var i = 1; i < passwords.Length; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await ChangeTests.ChangeAsync(visitor, passwords[i - 1], passwords[i]);
        }

        Assert.Equal(5, await host.QueryAsync(db => db.OldPasswords.CountAsync(o => o.UserId == person.Id)));
    }
}
