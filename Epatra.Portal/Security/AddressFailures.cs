namespace Epatra.Portal.Security;

/// <summary>
/// Wrong passwords and worthless links, for each network address: 100 at once, 20 more each minute. Only failures use it up, so
/// an office behind one address that signs in correctly never meets it.
/// </summary>
internal sealed class AddressFailures(TimeProvider time)
{
    public const int Burst = 100;
    private const int PerMinute = 20;

    private readonly AddressBudget budget = new(Burst, PerMinute / 60.0, time);

    /// <summary>How long to wait before anything may be tried from this address; zero when it may be tried now.</summary>
    public TimeSpan Wait(string? address) => budget.Wait(address);

    public void Count(string? address) => budget.Spend(address);
}
