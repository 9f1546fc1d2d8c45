using Bunit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Fixtures;
using Xunit;

namespace Epatra.Portal.Enrollment;

public sealed class ScanStepTests : ComponentTest
{
    private const string Key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    [Fact]
    public void The_key_stands_in_groups_of_four_and_is_copied_without_spaces()
    {
        var cut = RenderStep(number: 1);

        Assert.Equal("ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567", cut.Find(Id("manual-key")).TextContent);
        Assert.Equal(Key, cut.Find(Id("copy-key")).GetAttribute("data-copy"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public void An_older_entry_is_spoken_of_from_the_second_on(int number, int notices)
    {
        var cut = RenderStep(number);

        Assert.Equal(notices, cut.FindAll(".notice").Count(notice => notice.TextContent.Contains("only the one named robin@test.example works", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_entry_is_named_as_the_app_will_show_it()
    {
        var entry = RenderStep(number: 1).Find(".entry");

        Assert.Equal(("Epatra", "robin@test.example"), (entry.Children[0].TextContent, entry.Children[1].TextContent));
    }

    [Fact]
    public void The_picture_and_the_link_carry_the_address_of_the_entry()
    {
        var cut = RenderStep(number: 1);

        Assert.Equal(Entry(1).Address, cut.FindComponent<QrCode>().Instance.Content);
        Assert.Equal(Entry(1).Address, cut.Find(".same-device a").GetAttribute("href"));
    }

    [Theory]
    [InlineData(AuthenticatorApp.Google, "Open Google Authenticator on your phone and tap the plus sign.")]
    [InlineData(AuthenticatorApp.Microsoft, "Open Microsoft Authenticator on your phone and tap the plus sign.")]
    [InlineData(AuthenticatorApp.PasswordManager, "Open the entry of this portal in your password manager and choose to edit it.")]
    [InlineData(AuthenticatorApp.BrowserExtension, "Click the icon of the extension, at the top right of your browser.")]
    [InlineData(AuthenticatorApp.Other, "Open your app and choose ‘Add account’, or the plus sign.")]
    public void The_way_to_add_it_is_that_of_the_app(AuthenticatorApp app, string first) =>
        Assert.Equal(first, RenderStep(number: 1, app).Find(".guide li").TextContent);

    private IRenderedComponent<ScanStep> RenderStep(int number, AuthenticatorApp app = AuthenticatorApp.Google) =>
        Render<ScanStep>(parameters => parameters.Add(step => step.App, app).Add(step => step.Entry, Entry(number)));

    private static WizardEntry Entry(int number) => new("Epatra", "robin@test.example", Key, $"otpauth://totp/Epatra:robin%40test.example?secret={Key}", number);
}
