namespace Epatra.Portal.Support;

/// <summary>Why somebody does not get in: the three causes of the company's own explanation, and whatever else there is.</summary>
public enum Cause
{
    NewPhone,

    /// <summary>The entry in the app is gone, or its owner has forgotten how.</summary>
    EntryLost,

    /// <summary>Codes are refused because clocks are not in step.</summary>
    Clock,

    /// <summary>Only for agents, who say it in their note.</summary>
    Other,
}
