using Epatra.Portal.Accounts;
using Epatra.Portal.Data;
using Epatra.Portal.Passwords;
using Epatra.Portal.Security;
using Epatra.Portal.Shell;
using Epatra.Portal.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Epatra.Portal.Settings;

public sealed class SettingsCheckTests
{
    [Theory]
    [InlineData("Database:Provider", "postgresql")]
    [InlineData("Portal:Name", "P")]
    [InlineData("Portal:Demo", "true")]
    [InlineData("Portal:DefaultLanguage", "fr")]
    [InlineData("Portal:TimeZone", "Europe/Amsterdam")]
    [InlineData("Portal:PublicUrl", "https://portal.example/epatra")]
    [InlineData("SignIn:PendingMinutes", "60")]
    [InlineData("SignIn:IdleMinutes", "1")]
    [InlineData("SignIn:TrustedBrowserDays", "0")]
    [InlineData("Passwords:MaximumAgeMonths", "0")]
    [InlineData("Passwords:Iterations", "1000")]
    [InlineData("Security:KnownProxies:0", "10.1.2.3")]
    [InlineData("Security:KnownProxies:1", "fd00::/8")]
    [InlineData("Security:KnownProxies", "")]
    [InlineData("Support:Phones:0", "+32 3 808 08 35")]
    [InlineData("Portal:Name", "Peeters & Zonen")]
    [InlineData("Another:Key", "anything")]
    public void What_is_allowed_is_not_complained_about(string key, string value) => Assert.Null(MessageFor(key, value));

    [Theory]
    [InlineData("Security:KnownProxies:0", "proxy.example")]
    [InlineData("Security:KnownProxies:3", "10.1.2.3/33")]
    [InlineData("Security:KnownProxies:0", "10.1")]
    [InlineData("Security:KnownProxies:0", "")]
    [InlineData("Security:KnownProxies", "10.1.2.3")]
    [InlineData("Portal:Name", "+&%:")]
    [InlineData("Portal:Name", " : ")]
    [InlineData("Database:Provider", "")]
    [InlineData("Database:Provider", "7")]
    [InlineData("Database:ConnectionString", "")]
    [InlineData("Portal:Name", "")]
    [InlineData("Portal:Name", "A name that is so long that no page and no authenticator app would show it")]
    [InlineData("Portal:Demo", "maybe")]
    [InlineData("Portal:DefaultLanguage", "")]
    [InlineData("Portal:TimeZone", "")]
    [InlineData("Portal:PublicUrl", "ftp://portal.example")]
    [InlineData("Portal:PublicUrl", "/portal")]
    [InlineData("SignIn:PendingMinutes", "0")]
    [InlineData("SignIn:PendingMinutes", "1.5")]
    [InlineData("SignIn:SessionHours", "99999999999999")]
    [InlineData("SignIn:IdleMinutes", "-1")]
    [InlineData("SignIn:TrustedBrowserDays", "")]
    [InlineData("Passwords:MaximumAgeMonths", "half a year")]
    public void What_is_not_allowed_is_named_with_its_value_and_what_is_allowed(string key, string value)
    {
        var lines = MessageFor(key, value)!.Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"  {key} = \"{value}\": allowed is ", lines[1]);
        Assert.DoesNotContain("is invalid", lines[1]);
        Assert.False(lines[1].EndsWith("allowed is ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_switch_is_true_or_false() => Assert.EndsWith("  Portal:Demo = \"maybe\": allowed is true or false", MessageFor("Portal:Demo", "maybe"));

    private static string? MessageFor(string key, string value)
    {
        var check = new SettingsCheck(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build());
        check.Examine<DatabaseOptions>(DatabaseOptions.Section);
        check.Examine<PortalOptions>(PortalOptions.Section);
        check.Examine<SignInOptions>(SignInOptions.Section);
        check.Examine<PasswordPolicyOptions>(PasswordPolicyOptions.Section);
        check.Examine<SecurityOptions>(SecurityOptions.Section);
        check.Examine<SupportOptions>(SupportOptions.Section);
        return check.Message;
    }
}
