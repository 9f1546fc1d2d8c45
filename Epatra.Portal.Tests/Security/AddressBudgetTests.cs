using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class AddressBudgetTests
{
    private readonly ManualTimeProvider time = new();
    private readonly AddressBudget budget;

    public AddressBudgetTests() => budget = new AddressBudget(burst: 3, perSecond: 0.5, time);

    [Fact]
    public void A_budget_is_spent_and_fills_up_again_with_time_and_no_further()
    {
        Spend("203.0.113.9", 3);
        Assert.Equal(TimeSpan.FromSeconds(2), budget.Wait("203.0.113.9"));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Wait("203.0.113.9"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, budget.Wait("203.0.113.9"));

        time.Advance(TimeSpan.FromDays(1));
        Spend("203.0.113.9", 3);
        Assert.Equal(TimeSpan.FromSeconds(2), budget.Wait("203.0.113.9"));
    }

    [Fact]
    public void What_was_overdrawn_at_once_is_paid_back()
    {
        Spend("203.0.113.9", 13);
        Assert.Equal(TimeSpan.FromSeconds(22), budget.Wait("203.0.113.9"));
    }

    [Fact]
    public void What_was_spent_by_a_clock_that_is_set_back_since_is_forgotten()
    {
        Spend("203.0.113.9", 13);
        time.Advance(-TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, budget.Wait("203.0.113.9"));

        Spend("203.0.113.9", 3);
        Assert.Equal(TimeSpan.FromSeconds(2), budget.Wait("203.0.113.9"));
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.10", false)]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("2001:db8:1:2::1", "203.0.113.9", false)]
    [InlineData(null, "203.0.113.9", false)]
    public void A_budget_is_of_one_address_and_with_IPv6_of_its_network_of_64_bits(string? one, string other, bool same)
    {
        Spend(one, 3);
        Assert.True(budget.Wait(one) > TimeSpan.Zero);
        Assert.Equal(same, budget.Wait(other) > TimeSpan.Zero);
    }

    [Fact]
    public void A_flood_of_addresses_does_not_make_it_forget_who_has_spent_or_remember_who_has_not()
    {
        Spend("203.0.113.9", 30);
        for (var number = 0; number < 30_000; number++)
        {
            budget.Spend($"2001:db8:{number / 10_000:x}:{number % 10_000:x}::1");
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(budget.Wait("203.0.113.9") > TimeSpan.Zero);
        Assert.InRange(budget.Remembered, 1, 20_000);
    }

    private void Spend(string? address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            budget.Spend(address);
        }
    }
}
