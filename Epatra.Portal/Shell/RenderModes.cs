using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Epatra.Portal.Shell;

internal static class RenderModes
{
    /// <summary>A live part of a static page; it appears when it works, so that nothing is pressed in vain.</summary>
    public static readonly IComponentRenderMode Live = new InteractiveServerRenderMode(prerender: false);

    /// <summary>A live part that also says something where it does not come to life: without JavaScript, without a connection.</summary>
    public static readonly IComponentRenderMode LivePrerendered = new InteractiveServerRenderMode(prerender: true);
}
