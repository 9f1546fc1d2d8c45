using Epatra.Portal.Data;
using Epatra.Portal.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Authenticators;

[Collection(PortalFixture.Collection)]
public sealed class RecoveryCodesTests(PortalFixture portal)
{
    [Fact]
    public async Task There_are_ten_different_codes_of_sixteen_signs_in_groups_of_four()
    {
        var set = await MakeAsync("somebody");

        Assert.Equal(10, set.Codes.Distinct().Count());
        Assert.All(set.Codes, code => Assert.Matches("^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}$", code));
    }

    [Fact]
    public async Task Each_sign_is_one_of_32_so_that_a_code_has_80_bits()
    {
        var signs = new HashSet<char>();
        for (var set = 0; set < 5; set++)
        {
            signs.UnionWith((await MakeAsync("somebody")).Codes.SelectMany(code => code));
        }

        Assert.Equal("-23456789ABCDEFGHJKLMNPQRSTUVWXYZ", string.Concat(signs.Order()));
    }

    [Fact]
    public async Task A_set_has_one_salt_and_the_next_set_another()
    {
        var (one, other) = (await MakeAsync("somebody"), await MakeAsync("somebody"));

        var salt = Assert.Single(one.Rows.Select(row => row.Salt).Distinct());
        Assert.Equal(16, Convert.FromBase64String(salt).Length);
        Assert.NotEqual(salt, other.Rows[0].Salt);
        Assert.Empty(one.Codes.Intersect(other.Codes));
    }

    [Fact]
    public async Task A_code_without_its_dashes_has_the_hash_of_exactly_one_row_and_no_row_has_the_code()
    {
        var set = await MakeAsync("somebody");
        var salt = Convert.FromBase64String(set.Rows[0].Salt);

        Assert.Equal(10, set.Rows.Count);
        foreach (var code in set.Codes)
        {
            var plain = code.Replace("-", "", StringComparison.Ordinal);
            Assert.Single(set.Rows, row => row.Hash == RecoveryCodes.Hash(plain, salt));
            Assert.DoesNotContain(set.Rows, row => row.Hash == RecoveryCodes.Hash(code, salt));
            Assert.DoesNotContain(set.Rows, row => (row.Hash + row.Salt).Contains(plain, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task A_new_set_takes_the_place_of_the_old_one_and_of_nobody_elses(string database)
    {
        var host = portal.On(database);
        var (person, other) = (await host.AddWithNeitherAsync(), await host.AddWithNeitherAsync());
        await ReplaceAsync(host, other.Id);
        var old = await ReplaceAsync(host, person.Id);
        var current = await ReplaceAsync(host, person.Id);

        var rows = await host.QueryAsync(data => data.RecoveryCodes.Where(code => code.UserId == person.Id).Select(code => code.Hash).ToListAsync());
        Assert.Equal(current.Rows.Select(row => row.Hash).Order(), rows.Order());
        Assert.Empty(rows.Intersect(old.Rows.Select(row => row.Hash)));
        Assert.Equal(10, await host.QueryAsync(data => data.RecoveryCodes.CountAsync(code => code.UserId == other.Id && code.UsedAt == null)));
    }

    private Task<RecoveryCodeSet> MakeAsync(string userId) => portal.Sqlite.RunAsync(async (RecoveryCodes codes) => (await codes.TryMakeAsync(userId))!);

    private static Task<RecoveryCodeSet> ReplaceAsync(PortalHost host, string userId) => host.RunAsync(async (IServiceProvider services) =>
    {
        var codes = services.GetRequiredService<RecoveryCodes>();
        var set = (await codes.TryMakeAsync(userId))!;
        await services.GetRequiredService<Transactions>().RunAsync(_ => codes.ReplaceAsync(userId, set));
        return set;
    });
}
