using System.Security.Claims;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Accounts;

/// <summary>The cookie of a session: it carries the session's id, and the row is asked on every request.</summary>
internal static class SessionCookie
{
    public const string Name = "session";
    public const string SessionIdClaim = "sid";

    public static Task SetAsync(HttpContext http, Session session, PortalUser user) => http.SignInAsync(
        new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, session.UserId),
                new(ClaimTypes.Role, user.Role.ToString()),
                new(SessionIdClaim, session.Id.ToString()),
            ],
            CookieAuthenticationDefaults.AuthenticationScheme)),
        new AuthenticationProperties { ExpiresUtc = session.ExpiresAt });

    public static Guid? SessionId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(SessionIdClaim), out var id) ? id : null;

    /// <summary>How the framework's cookie handler works for the portal.</summary>
    internal sealed class Configuration(PortalCookies cookies) : IConfigureNamedOptions<CookieAuthenticationOptions>
    {
        public void Configure(string? name, CookieAuthenticationOptions options) => Configure(options);

        public void Configure(CookieAuthenticationOptions options)
        {
            options.Cookie = cookies.Builder(Name);
            options.SlidingExpiration = false;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnValidatePrincipal = ValidateAsync;
            options.Events.OnRedirectToLogin = RedirectAsync;
            options.Events.OnRedirectToAccessDenied = context =>
            {
                // A page of the sign-in, asked for by somebody who is in: home is where they are going.
                context.Response.Redirect("/");
                return Task.CompletedTask;
            };
        }

        private static async Task ValidateAsync(CookieValidatePrincipalContext context)
        {
            try
            {
                await FindAsync(context);
            }
            catch (Exception) when (context.HttpContext.ShowsFailure())
            {
                context.RejectPrincipal(); // only for this page: the cookie stays
            }
        }

        private static async Task FindAsync(CookieValidatePrincipalContext context)
        {
            var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
            var id = context.Principal?.SessionId();
            var session = id is { } known ? await sessions.FindAsync(known) : null;
            if (session is null)
            {
                context.RejectPrincipal();
                if (id is not { } over || !await sessions.WasRenewedAsync(over))
                {
                    await context.HttpContext.SignOutAsync(); // of a renewed one the new cookie may be there by now
                }

                return;
            }

            await sessions.TouchAsync(session);
            context.HttpContext.RequestServices.GetRequiredService<Actor>().Session = session;
        }

        /// <summary>To the sign-in page, and back to the page that was asked for, unless that is itself a step of the sign-in.</summary>
        private static async Task RedirectAsync(RedirectContext<CookieAuthenticationOptions> context)
        {
            var request = context.Request;
            var isStep = LocalUrl.IsSignInStep(request.Path);
            var asked = isStep || request.Path == LocalUrl.NewPassword ? await HalfWayCookie.ReturnUrlAsync(context.HttpContext, forNewPassword: !isStep) : null;
            context.Response.Redirect(asked is not null ? $"/sign-in?notice=over&returnUrl={Uri.EscapeDataString(asked)}"
                : isStep ? "/sign-in"
                : $"/sign-in?returnUrl={Uri.EscapeDataString(request.Path + request.QueryString)}");
        }
    }
}
