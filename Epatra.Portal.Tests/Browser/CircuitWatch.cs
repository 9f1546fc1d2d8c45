using System.Text;
using Microsoft.Playwright;

namespace Epatra.Portal.Browser;

/// <summary>A page's live connection.</summary>
internal static class CircuitWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Does what opens a page, and waits until the live part of that page stands; of one that was left for it does not count.</summary>
    /// <returns>Ends when the connection is closed.</returns>
    public static async Task<Task> OpenCircuitAsync(this IPage page, Func<Task> open)
    {
        var stands = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FrameNavigated += (_, frame) =>
        {
            if (frame == page.MainFrame && stands.Task.IsCompleted)
            {
                stands = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        };
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) =>
        {
            // The browser says that it has drawn what the circuit sent.
            if (Encoding.Latin1.GetString(frame.Binary ?? []).Contains("OnRenderCompleted", StringComparison.Ordinal) && stands.TrySetResult())
            {
                closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                var opened = closed;
                socket.Close += (_, _) => opened.TrySetResult();
            }
        };
        await open();
        await stands.Task.WaitAsync(Patience);
        return closed.Task.WaitAsync(Patience);
    }
}
