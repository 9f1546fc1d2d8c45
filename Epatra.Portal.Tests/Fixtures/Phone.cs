using System.Security.Cryptography;

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

    /// <summary>Six digits that no app shows in the hour before and after a moment.</summary>
    public static async Task<string> WrongCodeAsync(string secret, DateTimeOffset at) => (await WrongCodesAsync(secret, at, 1)).Single();

    /// <summary>Different ones.</summary>
    public static async Task<IReadOnlyList<string>> WrongCodesAsync(string secret, DateTimeOffset at, int count) =>
        [.. Enumerable.Range(104_918, 400_000).Select(number => $"{number}").Except(await CodesAsync(secret, at)).Take(count)];

    /// <summary>All that an app shows in the hour and a quarter before and after a moment, the oldest first.</summary>
    public static async Task<IReadOnlyList<string>> CodesAsync(string secret, DateTimeOffset at) =>
        (await Tool.RunAsync("oathtool", "--totp", "--base32", "--window=300", $"--now=@{at.AddMinutes(-75).ToUnixTimeSeconds()}", secret)).Split('\n');

    /// <summary>A new secret whose codes around a moment are all different, and different from those of others: none has a second meaning by chance.</summary>
    public static async Task<string> SecretAsync(DateTimeOffset at, params string[] others)
    {
        var taken = (await Task.WhenAll(others.Select(other => CodesAsync(other, at)))).SelectMany(codes => codes).ToHashSet();
        while (true)
        {
            var secret = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
            var codes = await CodesAsync(secret, at);
            if (codes.Distinct().Count() == codes.Count && !codes.Any(taken.Contains))
            {
                return secret;
            }
        }
    }
}
