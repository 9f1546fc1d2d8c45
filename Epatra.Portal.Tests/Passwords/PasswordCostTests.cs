using Epatra.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordCostTests
{
    private const int Iterations = 2_000;

    [Theory]
    [InlineData(null, 1)]
    [InlineData(Iterations, 1)]
    [InlineData(10, 2)]
    public async Task A_wrong_password_costs_the_iterations_of_the_settings_whatever_the_hash_has(int? iterations, int hashes)
    {
        var counting = new Counting();
        using var queue = new HashingQueue(TimeProvider.System);
        var check = new PasswordCheck(counting, queue, Options.Create(new PasswordPolicyOptions { Iterations = Iterations }));
        var person = new PortalUser { Name = "", Language = "en" };
        person.PasswordHash = iterations is { } own ? Hasher(own).HashPassword(person, "right") : null;

        Assert.False(await check.IsRightAsync(iterations is null ? null : person, "wrong"));
        Assert.Equal(hashes, counting.Checked.Count);
        Assert.Contains(counting.Checked, hash => Convert.FromBase64String(hash)[5..9] is [0, 0, 7, 208]); // 2,000
    }

    private static PasswordHasher<PortalUser> Hasher(int iterations) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    /// <summary>The real one, which notes the hashes that it was asked about.</summary>
    private sealed class Counting : IPasswordHasher<PortalUser>
    {
        private readonly PasswordHasher<PortalUser> real = Hasher(Iterations);

        public List<string> Checked { get; } = [];

        public string HashPassword(PortalUser user, string password) => real.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
        {
            Checked.Add(hashedPassword);
            return real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
