using Epatra.Portal.Data;

namespace Epatra.Portal.Mail;

/// <summary>Moments that never repeat on this node: two messages of one millisecond have an order, too.</summary>
internal sealed class MailOrder(TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1); // what the databases tell apart

    /// <summary>Further ahead than any burst brings it: the clock was wrong, and is right again.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private DateTime last;

    public DateTime Next()
    {
        lock (gate)
        {
            var now = time.Now();
            return last = now > last || last > now + Ahead ? now : last + Step;
        }
    }
}
