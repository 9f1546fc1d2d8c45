using Microsoft.AspNetCore.DataProtection;

namespace Epatra.Portal.Mail;

/// <summary>
/// Encrypts what a message says for the database, under a purpose of its own: its links are secrets. The keys are there
/// before a transaction begins (see Transactions), or SQLite would wait for itself.
/// </summary>
internal sealed class MailBodies(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Epatra.Portal.Mail.Body.v1");

    public string Protect(string body) => protector.Protect(body);

    public string Unprotect(string protectedBody) => protector.Unprotect(protectedBody);
}
