namespace Epatra.Portal.Support.Help;

/// <summary>What is filled in on the page that waits.</summary>
public sealed class WaitingForm
{
    public Cause? Cause { get; set; }
    public string? MailCode { get; set; }
    public string? Note { get; set; }

    /// <summary>The button: <c>code</c>, <c>mail</c> for a new code, or <c>send</c>.</summary>
    public string? Act { get; set; }
}
