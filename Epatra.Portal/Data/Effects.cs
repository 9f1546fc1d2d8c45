using Epatra.Portal.Audit;

namespace Epatra.Portal.Data;

/// <summary>What a transaction leaves behind beside its rows: audit entries inside it, messages to circuits after it.</summary>
internal sealed class Effects
{
    /// <summary>Letters of a message, far below what PostgreSQL carries (8,000 bytes): it is an id, and no content.</summary>
    private const int LongestMessage = 500;

    private readonly List<AuditEvent> audit = [];
    private readonly List<(string Topic, string Id)> messages = [];

    public IReadOnlyList<AuditEvent> AuditEvents => audit;
    public IReadOnlyList<(string Topic, string Id)> Messages => messages;
    public bool Undone { get; private set; }

    /// <param name="kind">What happened.</param>
    /// <param name="subjectId">The person it happened to; null when nobody is known by what was typed.</param>
    /// <param name="details">Ids and words of the program, never names and never secrets.</param>
    public void Audit(AuditKind kind, string? subjectId, string? details = null) => audit.Add(new(kind, subjectId, details));

    /// <summary>Tells the subscribers of a topic after the commit. The message is an id; whoever hears it reads again.</summary>
    public void Publish(string topic, string id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topic.Length + id.Length, LongestMessage);
        messages.Add((topic, id));
    }

    /// <summary>Somebody else was first: nothing of this transaction stays.</summary>
    public void Undo() => Undone = true;
}
