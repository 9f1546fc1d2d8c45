using Epatra.Portal.Support.Help;
namespace Epatra.Portal.Support.Actions;

/// <summary>What an agent fills in before acting on a person.</summary>
public sealed class ActForm
{
    /// <summary>Of the agent's own authenticator.</summary>
    public string? Code { get; set; }

    public Cause? Cause { get; set; }
    public string? Note { get; set; }

    /// <inheritdoc cref="DeskWish.AgreeBeforehand"/>
    public bool Agree { get; set; }

    /// <summary>The button: <c>prove</c> for the code alone, <c>confirm</c> for all of it.</summary>
    public string? Do { get; set; }

    /// <summary>Null while cause or note is missing.</summary>
    internal DeskWish? Wish => RequestNote.Clean(Note) is { } note && Cause is { } cause ? new(cause, note, Agree) : null;
}
