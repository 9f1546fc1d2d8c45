using Epatra.Portal.Mail;
using Epatra.Portal.Security;
using Microsoft.Extensions.Options;

namespace Epatra.Portal;

internal static class MailSetup
{
    /// <summary>What a mail program allows as well: the styles that are in the message.</summary>
    private const string StylesOnly = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddMail(this WebApplicationBuilder builder)
    {
        builder.AddSettings<MailOptions>(MailOptions.Section);
        builder.AddSettings<SmtpOptions>(SmtpOptions.Section);
        builder.Services.AddSingleton<LetterText>();
        builder.Services.AddSingleton<LetterHtml>();
        builder.Services.AddSingleton<MailBodies>();
        builder.Services.AddSingleton<MailOrder>();
        builder.Services.AddSingleton<MailHeaders>();
        builder.Services.AddSingleton<MailSender>();
        builder.Services.AddSingleton<IMailTransport>(services => string.IsNullOrEmpty(services.GetRequiredService<IOptions<SmtpOptions>>().Value.Host)
            ? ActivatorUtilities.CreateInstance<PickupTransport>(services)
            : ActivatorUtilities.CreateInstance<SmtpTransport>(services));
        builder.Services.AddScoped<Outbox>();
        builder.Services.AddScoped<OutboxQueue>();
        builder.Services.AddHostedService<OutboxService>();
        builder.Services.AddScoped<SeenMail>();
    }

    /// <summary>The mail that has left, for whoever tries the portal out: in Development only.</summary>
    public static void MapMail(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapGet("/dev/mail/{id:guid}/html", async (Guid id, SeenMail mails) =>
                    await mails.HtmlAsync(id) is { } html ? Results.Content(html, "text/html; charset=utf-8") : Results.NotFound())
                .AllowAnonymous().WithMetadata(new OwnContentPolicy(StylesOnly));
        }
        else
        {
            // The pages are part of the program; elsewhere this stands before them, whatever the method.
            app.Map("/dev/{*path}", () => Results.NotFound()).AllowAnonymous().WithOrder(-1);
        }
    }
}
