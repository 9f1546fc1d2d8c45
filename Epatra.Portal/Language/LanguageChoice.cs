using Epatra.Portal.Accounts;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Language;

/// <summary>Which language a request gets: the choice made in this browser, the person's own, the browser's, the portal's.</summary>
internal sealed class LanguageChoice : RequestCultureProvider
{
    public const string Cookie = "language";
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var language = Candidates(httpContext).First(candidate => candidate is not null && Languages.All.ContainsKey(candidate))!;
        return Task.FromResult<ProviderCultureResult?>(new(Languages.All[language].Name));
    }

    private static IEnumerable<string?> Candidates(HttpContext http)
    {
        yield return http.RequestServices.GetRequiredService<PortalCookies>().Get(http, Cookie);
        yield return http.RequestServices.GetRequiredService<Actor>().User?.Language;
        foreach (var accepted in http.Request.GetTypedHeaders().AcceptLanguage.Where(value => value.Quality is not 0).OrderByDescending(value => value.Quality ?? 1))
        {
            yield return accepted.Value.Value?.Split('-')[0].ToLowerInvariant();
        }

        yield return http.RequestServices.GetRequiredService<IOptions<PortalOptions>>().Value.DefaultLanguage;
    }
}
