using Epatra.Portal.Mail;

namespace Epatra.Portal;

internal static class MailSetup
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        builder.AddSettings<MailOptions>(MailOptions.Section);
        builder.AddSettings<SmtpOptions>(SmtpOptions.Section);
        builder.Services.AddScoped<Outbox>();
    }
}
