using Epatra.Portal.Accounts;

namespace Epatra.Portal.People;

/// <summary>What is posted with an act about one person; what an agent reaches is typed only where that is the act.</summary>
public sealed class ReachForm
{
    /// <summary>Of the administrator's own authenticator.</summary>
    public string? Code { get; set; }

    public Role? Role { get; set; }

    /// <summary>Whether the agent helps people of some companies only.</summary>
    public bool? Limited { get; set; }

    /// <summary>One a line.</summary>
    public string? Companies { get; set; }

    /// <summary>Null where a line is too long for a name.</summary>
    internal IReadOnlyCollection<string>? Names
    {
        get
        {
            var lines = (Companies ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => TypedName.Clean(line)).OfType<string>().ToList();
            return lines.TrueForAll(name => name.Length <= TypedName.Longest) ? lines : null;
        }
    }
}
