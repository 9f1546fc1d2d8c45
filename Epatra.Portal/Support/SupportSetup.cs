using Epatra.Portal.Support;

namespace Epatra.Portal;

internal static class SupportSetup
{
    public static void AddSupport(this WebApplicationBuilder builder) => builder.AddSettings<SupportOptions>(SupportOptions.Section);
}
