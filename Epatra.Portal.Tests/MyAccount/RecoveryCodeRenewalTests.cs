using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Epatra.Portal.MyAccount;

[Collection(PortalFixture.Collection)]
public sealed class RecoveryCodeRenewalTests(PortalFixture portal)
{
    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task New_ones_are_shown_once_and_the_old_ones_end(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var old = await host.AddRecoveryCodesAsync(person);
        using var visitor = await host.AtHomeAsync(person);

        await visitor.DoAsync(AccountAct.NewRecoveryCodes);

        var codes = visitor.Page.QuerySelectorAll("[data-testid=recovery-codes] li").Select(li => li.TextContent.Trim()).ToList();
        Assert.Equal(10, codes.Count);
        Assert.Empty(codes.Intersect(old));
        Assert.Equal("no-store", visitor.Response.Headers.CacheControl?.ToString());
        Assert.Contains("/not-me?token=", (await host.MailAsync(person, "New recovery codes for your account")).Text);
        await visitor.GoAsync("/account/new-recovery-codes");
        Assert.Null(visitor.Page.QuerySelector("[data-testid=recovery-codes]"));
        Assert.False(await SignsInAsync(host, person, old[0]));
        Assert.True(await SignsInAsync(host, person, codes[0]));
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(4, null)]
    [InlineData(3, "You have 3 recovery codes left.")]
    [InlineData(1, "You have 1 recovery code left.")]
    [InlineData(0, "You have no recovery codes.")]
    public async Task Below_four_there_is_a_warning_at_home_and_on_the_account_page(int left, string? told)
    {
        var host = portal.Sqlite;
        var person = await host.AddWithAuthenticatorAsync();
        await host.AddRecoveryCodesAsync(person);
        var now = host.Time.GetUtcNow().UtcDateTime;
        await host.QueryAsync(async db =>
        {
            var used = await db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.Id).Take(10 - left).ToListAsync();
            return await db.RecoveryCodes.Where(c => used.Contains(c.Id)).ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now));
        });
        using var visitor = await host.AtHomeAsync(person);
        foreach (var page in new[] { "/", "/account" })
        {
            await visitor.GoAsync(page);
            Assert.Equal(told is not null, visitor.Text("recovery-low")?.StartsWith(told ?? "-", StringComparison.Ordinal) ?? false);
        }

        Assert.Contains($"{(left == 0 ? "no" : left)} recovery code", visitor.Text("recovery-left"));
    }

    private static async Task<bool> SignsInAsync(PortalHost host, TestPerson person, string code)
    {
        using var visitor = await host.HalfWayAsync(person);
        await visitor.GoAsync("/sign-in/recovery");
        await visitor.SubmitAsync("recovery-form", ("Input.RecoveryCode", code));
        return visitor.Cookie("session") is not null;
    }
}
