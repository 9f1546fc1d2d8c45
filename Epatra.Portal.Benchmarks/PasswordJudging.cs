using System.Globalization;
using System.Security.Cryptography;
using Epatra.Portal.Passwords;
using Epatra.Portal.Shell;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Benchmarks;

/// <summary>What the live meter does with every pause in typing: the rules, the list of common passwords, the strength.</summary>
internal static class PasswordJudging
{
    private const int Times = 1000;

    private static readonly PasswordOwner Owner = new("Robin de Vries", "robin.devries@reseller.example", "Installaties Noord nv");

    /// <summary>Kinds that take the library different ways: anything of a keyboard, signs for letters, digits, Cyrillic and emoji.</summary>
    private static readonly string[] Alphabets =
        [string.Concat(Enumerable.Range(33, 94).Select(code => (char)code)), "4@8({[<369!1i|7l0$5+%2", "0123456789", "абвгдеЁЖЗ👍🚲é7!"];

    public static async Task RunAsync(Bench bench)
    {
        var (common, portal) = (new CommonPasswords(), Options.Create(new PortalOptions()));
        List(bench, common);
        var (rules, strength) = (new PasswordRules(Options.Create(new PasswordPolicyOptions()), portal, common), new PasswordStrength(portal));
        foreach (var length in (int[])[8, 20, 128])
        {
            var passwords = Enumerable.Range(0, Times * 2).Select(i => Random(length, Alphabets[i % Alphabets.Length])).ToList();
            await AddAsync(bench, $"rules of a password of {length} characters", "5 ms", passwords, password => rules.Broken(password, Owner));
            await AddAsync(bench, $"its strength, {length} characters", "5 ms", passwords, password => strength.Estimate(password, Owner));
        }

        var words = CommonPasswordSource.All().Take(Times * 2).ToList();
        await AddAsync(bench, "look-up in the list of common passwords", "microseconds", words, password => common.Contains(password));
    }

    private static void List(Bench bench, CommonPasswords common)
    {
        var (before, start) = (GC.GetTotalMemory(true), TimeProvider.System.GetTimestamp());
        var count = common.Count;
        var took = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        var memory = (GC.GetTotalMemory(true) - before) / 1e6;
        bench.Report.Add("list of common passwords, made once", "", string.Create(CultureInfo.InvariantCulture, $"{count} entries, {memory:0.0} MB, {took:0} ms"));
    }

    private static async Task AddAsync<T>(Bench bench, string figure, string aim, List<string> passwords, Func<string, T> judge)
    {
        var (median, slowest) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Bench.Rounds; round++)
        {
            var latencies = await Latencies.MeasureAsync(Times, Times, i =>
            {
                judge(passwords[i]);
                return Task.CompletedTask;
            });
            (median, slowest) = (Math.Min(median, latencies.Percentile(0.5)), Math.Min(slowest, latencies.Percentile(0.99)));
        }

        bench.Report.Add(figure, aim, string.Create(CultureInfo.InvariantCulture, $"p50 {median * 1000:0} µs, p99 {slowest * 1000:0} µs"));
    }

    private static string Random(int length, string alphabet)
    {
        var characters = alphabet.EnumerateRunes().ToList();
        return string.Concat(Enumerable.Range(0, length).Select(_ => characters[RandomNumberGenerator.GetInt32(characters.Count)]));
    }
}
