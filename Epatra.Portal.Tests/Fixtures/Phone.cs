namespace Epatra.Portal.Fixtures;

/// <summary>The user's phone: zbarimg is its camera, oathtool its authenticator app. Neither shares code with the portal.</summary>
internal static class Phone
{
    /// <summary>What the QR code in a screenshot says.</summary>
    public static async Task<string> ScanAsync(byte[] png)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        await File.WriteAllBytesAsync(file, png);
        try
        {
            return await Tool.RunAsync("zbarimg", "-q", "--raw", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The secret in an otpauth address.</summary>
    public static string Secret(string address) => System.Web.HttpUtility.ParseQueryString(new Uri(address).Query)["secret"]!;

    /// <summary>The code that an app shows at a moment of its own clock.</summary>
    public static Task<string> CodeAsync(string secret, DateTimeOffset at) =>
        Tool.RunAsync("oathtool", "--totp", "--base32", $"--now=@{at.ToUnixTimeSeconds()}", secret);

    /// <summary>Six digits that no app shows around a moment.</summary>
    public static async Task<string> WrongCodeAsync(string secret, DateTimeOffset at)
    {
        var right = await Task.WhenAll(new[] { -30, 0, 30 }.Select(seconds => CodeAsync(secret, at.AddSeconds(seconds))));
        return new[] { "604918", "295027", "770136", "118245" }.Except(right).First();
    }
}
