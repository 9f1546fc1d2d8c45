using System.Net;
using System.Net.Sockets;

namespace Epatra.Portal.Security;

/// <summary>
/// A budget for each network address, which fills up again with time (a token bucket). The framework's limiters take no
/// <see cref="TimeProvider"/>, and cannot be overdrawn by what is found out only afterwards.
/// </summary>
/// <param name="burst">What a full budget holds.</param>
/// <param name="perSecond">What comes back each second.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressBudget(int burst, double perSecond, TimeProvider time)
{
    /// <summary>So many addresses are remembered before those with a full budget are forgotten.</summary>
    private const int Many = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> budgets = [];
    private int forgetAt = Many;

    /// <summary>How many addresses it knows at this moment.</summary>
    public int Remembered => budgets.Count;

    /// <summary>IPv6 gives each customer a network of at least 64 bits, so whoever has one address has them all.</summary>
    public static string Network(string? address) =>
        IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(ip.GetAddressBytes(), 0, 8)
            : ip?.MapToIPv4().ToString() ?? "";

    /// <summary>How long an address has to wait until there is something left; zero when there is.</summary>
    public TimeSpan Wait(string? address)
    {
        lock (gate)
        {
            var left = Left(Network(address));
            return left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Ceiling((1 - left) / perSecond));
        }
    }

    /// <summary>Takes one off, also where nothing is left: what many did at once is paid back.</summary>
    public void Spend(string? address)
    {
        lock (gate)
        {
            var network = Network(address);
            budgets[network] = (Left(network) - 1, time.GetUtcNow());
            Forget();
        }
    }

    private double Left(string network) => budgets.TryGetValue(network, out var budget) ? Left(budget) : burst;

    /// <summary>What was spent in the future was spent by a clock that was wrong: it is forgotten.</summary>
    private double Left((double Left, DateTimeOffset At) budget) => time.GetUtcNow() - budget.At is var since && since < TimeSpan.Zero
        ? burst
        : Math.Min(burst, budget.Left + (since.TotalSeconds * perSecond));

    private void Forget()
    {
        if (budgets.Count < forgetAt)
        {
            return;
        }

        foreach (var (network, _) in budgets.Where(budget => Left(budget.Value) >= burst).ToList())
        {
            budgets.Remove(network);
        }

        forgetAt = Math.Max(Many, budgets.Count * 2);
    }
}
