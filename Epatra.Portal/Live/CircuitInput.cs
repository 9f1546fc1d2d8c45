using Microsoft.AspNetCore.SignalR;

namespace Epatra.Portal.Live;

/// <summary>
/// Tells what somebody does on a page from what its script answers by itself. Only the first is activity: a page that
/// draws something new by itself would otherwise keep its session alive for ever.
/// </summary>
internal sealed class CircuitInput : IHubFilter
{
    private static readonly AsyncLocal<bool> Input = new();

    /// <summary>Whether the message that is being handled comes from somebody's hands.</summary>
    public static bool IsCurrent => Input.Value;

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        Input.Value = invocationContext.HubMethodName == "BeginInvokeDotNetFromJS"; // every event of the page comes by it
        return await next(invocationContext);
    }
}
