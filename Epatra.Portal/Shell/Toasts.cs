using Radzen;

namespace Epatra.Portal.Shell;

/// <summary>Short notices over the page of one circuit; <see cref="Overlays"/> shows them.</summary>
internal sealed class Toasts(NotificationService notices)
{
    private static readonly TimeSpan Stays = TimeSpan.FromSeconds(8);

    /// <summary>Says something that the person did not ask for, such as that somebody else was first.</summary>
    public void Say(string text) => notices.Notify(new NotificationMessage
    {
        Severity = NotificationSeverity.Info,
        Summary = text,
        Duration = Stays.TotalMilliseconds,
        CloseAriaLabel = ShellTexts.Close,
    });
}
