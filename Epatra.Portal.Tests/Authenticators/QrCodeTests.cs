using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using Epatra.Portal.Fixtures;
using QRCoder;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed partial class QrCodeTests : ComponentTest
{
    private const string Address = "otpauth://totp/Epatra%20Portal:robin%40test.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Epatra%20Portal";
    private const int QuietZone = 4;

    [Fact]
    public void Its_dark_modules_are_those_of_the_QR_code_with_error_correction_M()
    {
        using var code = QRCodeGenerator.GenerateQrCode(Address, QRCodeGenerator.ECCLevel.M);
        var expected = Enumerable.Range(0, code.ModuleMatrix.Count)
            .SelectMany(y => Enumerable.Range(0, code.ModuleMatrix.Count).Where(x => code.ModuleMatrix[y][x]).Select(x => (x, y)));

        Assert.Equal(expected, Modules(Draw(Address)));
    }

    [Fact]
    public void Four_light_modules_surround_it_on_white()
    {
        var cut = Draw(Address);
        var size = int.Parse(cut.Find("svg").GetAttribute("viewBox")!.Split(' ')[2], CultureInfo.InvariantCulture);
        var modules = Modules(cut);

        Assert.Equal(QuietZone, modules.Min(module => module.X));
        Assert.Equal(QuietZone, modules.Min(module => module.Y));
        Assert.Equal(size - QuietZone - 1, modules.Max(module => module.X));
        Assert.Equal(size - QuietZone - 1, modules.Max(module => module.Y));
        Assert.Equal(("#fff", $"{size}"), (cut.Find("rect").GetAttribute("fill"), cut.Find("rect").GetAttribute("width")));
        Assert.Equal("#000", cut.Find("path").GetAttribute("fill"));
    }

    [Fact]
    public void It_is_an_image_with_a_text()
    {
        var picture = Draw(Address).Find("svg");

        Assert.Equal("img", picture.GetAttribute("role"));
        Assert.Equal("Scan me", picture.GetAttribute("aria-label"));
    }

    [Fact]
    public void Another_address_draws_another_code()
    {
        var cut = Draw(Address);
        var before = cut.Find("path").GetAttribute("d");

        cut.Render(parameters => parameters.Add(code => code.Content, Address + "&digits=6"));

        Assert.NotEqual(before, cut.Find("path").GetAttribute("d"));
    }

    private IRenderedComponent<QrCode> Draw(string content) =>
        Render<QrCode>(parameters => parameters.Add(code => code.Content, content).Add(code => code.Label, "Scan me"));

    private static List<(int X, int Y)> Modules(IRenderedComponent<QrCode> cut)
    {
        var path = cut.Find("path").GetAttribute("d")!;
        Assert.Matches("^(M[0-9]+ [0-9]+h1v1h-1z)+$", path);
        return [.. Module().Matches(path).Select(module => (Number(module, 1), Number(module, 2)))];
    }

    private static int Number(Match module, int group) => int.Parse(module.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("M([0-9]+) ([0-9]+)")]
    private static partial Regex Module();
}
