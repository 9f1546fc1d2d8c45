using System.Security.Cryptography;
using System.Text;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Epatra.Portal.Authenticators;

[Collection(PortalFixture.Collection)]
public sealed class AuthenticatorSecretsTests(PortalFixture portal)
{
    private AuthenticatorSecrets Secrets => portal.Sqlite.Services.GetRequiredService<AuthenticatorSecrets>();

    [Theory, MemberData(nameof(PortalFixture.Databases), MemberType = typeof(PortalFixture))]
    public async Task The_row_holds_the_secret_in_no_readable_form_and_gives_it_back(string database)
    {
        var host = portal.On(database);
        var person = await host.AddWithAuthenticatorAsync();
        var secret = Base32.Decode(person.Secret!);
        var row = await host.QueryAsync(data => data.Authenticators.AsNoTracking().SingleAsync(a => a.UserId == person.Id));
        var text = string.Join('\n', typeof(Authenticator).GetProperties().Select(property => property.GetValue(row)));

        Assert.Contains(row.ProtectedSecret, text);
        foreach (var form in (string[])[person.Secret!, Convert.ToBase64String(secret).TrimEnd('='), Convert.ToHexString(secret)])
        {
            Assert.DoesNotContain(form, text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal(-1, Convert.FromBase64String(row.ProtectedSecret).AsSpan().IndexOf(secret));
        Assert.Equal(-1, Convert.FromBase64String(row.ProtectedSecret).AsSpan().IndexOf(Encoding.ASCII.GetBytes(person.Secret!)));
        Assert.Equal(secret, host.Services.GetRequiredService<AuthenticatorSecrets>().Unprotect(row.ProtectedSecret));
    }

    [Fact]
    public void The_same_secret_looks_different_each_time()
    {
        var secret = Totp.NewSecret();
        Assert.NotEqual(Secrets.Protect(secret), Secrets.Protect(secret));
    }

    [Fact]
    public void What_was_changed_or_protected_for_another_purpose_does_not_open()
    {
        var bytes = Convert.FromBase64String(Secrets.Protect(Totp.NewSecret()));
        bytes[^1] ^= 1;
        var foreign = portal.Sqlite.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("another").Protect(Totp.NewSecret());

        Assert.Throws<CryptographicException>(() => Secrets.Unprotect(Convert.ToBase64String(bytes)));
        Assert.Throws<CryptographicException>(() => Secrets.Unprotect(Convert.ToBase64String(foreign)));
    }
}
