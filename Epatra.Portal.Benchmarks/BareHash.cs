using System.Security.Cryptography;

namespace Epatra.Portal.Benchmarks;

/// <summary>PBKDF2-HMAC-SHA512 alone: what no sign-in can be faster than.</summary>
internal static class BareHash
{
    /// <summary>The portal's default.</summary>
    public const int Iterations = 210_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1.5);

    /// <summary>Hashes a second with so many threads.</summary>
    public static double Rate(int threads)
    {
        var rates = new double[threads];
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() => rates[i] = RateOfOne())).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return rates.Sum();
    }

    public static void Once(int iterations = Iterations) => Rfc2898DeriveBytes.Pbkdf2(SeededDatabase.Password, new byte[16], iterations, HashAlgorithmName.SHA512, 32);

    private static double RateOfOne()
    {
        var (start, count) = (TimeProvider.System.GetTimestamp(), 0);
        while (TimeProvider.System.GetElapsedTime(start) < Duration)
        {
            Once();
            count++;
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
