using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Language;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Epatra.Portal;

internal static class LanguageSetup
{
    /// <summary>After authentication: a person's own language comes before the browser's. And where it is chosen.</summary>
    public static void UseLanguage(this WebApplication app)
    {
        var options = new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(Languages.All["nl"]),
            SupportedCultures = [.. Languages.All.Values],
            SupportedUICultures = [.. Languages.All.Values],
            RequestCultureProviders = [new LanguageChoice()],
        };
        app.UseRequestLocalization(options);
        app.MapPost("/language", ChooseAsync).AllowAnonymous();
    }

    /// <summary>Remembers the choice in this browser and, for somebody who is signed in, as the language of mails.</summary>
    private static async Task<IResult> ChooseAsync(
        HttpContext http, [FromForm] string? culture, [FromForm] string? returnUrl, PortalCookies cookies, Actor actor, PortalDbContext database, Transactions transactions)
    {
        if (culture is not null && Languages.All.ContainsKey(culture))
        {
            cookies.Set(http, LanguageChoice.Cookie, culture, LanguageChoice.Remembered);
            if (actor.Session is { } session)
            {
                await transactions.RunAsync(_ => database.Users.Where(u => u.Id == session.UserId)
                    .ExecuteUpdateAsync(u => u.SetProperty(x => x.Language, culture)));
            }
        }

        return Results.LocalRedirect(LocalUrl.OrHome(returnUrl));
    }
}
