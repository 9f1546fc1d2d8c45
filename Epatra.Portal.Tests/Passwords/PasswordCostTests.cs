using System.Buffers.Binary;
using Epatra.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

public sealed class PasswordCostTests
{
    private const int Iterations = 2_000;

    [Theory]
    [InlineData(null)]
    [InlineData(Iterations)]
    [InlineData(1_500)]
    [InlineData(10)]
    public async Task A_wrong_password_costs_the_iterations_of_the_settings_whatever_the_hash_has(int? iterations)
    {
        var counting = new Counting();
        using var queue = new HashingQueue(TimeProvider.System);
        var check = new PasswordCheck(counting, queue, Options.Create(new PasswordPolicyOptions { Iterations = Iterations }));
        var person = new PortalUser { Name = "", Language = "en" };
        person.PasswordHash = iterations is { } own ? Hasher(own).HashPassword(person, "right") : null;

        Assert.False(await check.IsRightAsync(iterations is null ? null : person, "wrong"));
        Assert.Equal(Iterations, counting.Checked.Sum(hash => BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5))));
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
