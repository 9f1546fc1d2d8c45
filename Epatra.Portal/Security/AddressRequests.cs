namespace Epatra.Portal.Security;

/// <summary>
/// Mails that anybody may ask for without a password, for each network address: 30 at once, 2 more each minute. A budget of
/// its own: who asks for links keeps nobody of the same office from signing in.
/// </summary>
internal sealed class AddressRequests(TimeProvider time)
{
    public const int Burst = 30;
    private const double PerSecond = 2 / 60.0;

    private readonly AddressBudget budget = new(Burst, PerSecond, time);

    /// <summary>How long to wait before another one may be asked for from this address; zero when it may be now.</summary>
    public TimeSpan Wait(string? address) => budget.Wait(address);

    public void Count(string? address) => budget.Spend(address);
}
