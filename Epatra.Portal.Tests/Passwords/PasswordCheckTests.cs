using System.Buffers.Binary;
using System.Text;
using Epatra.Portal.Accounts;
using Epatra.Portal.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.Passwords;

[Collection(PortalFixture.Collection)]
public sealed class PasswordCheckTests(PortalFixture portal)
{
    private const int Iterations = 1_234;

    private static readonly PasswordHasher<PortalUser> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly PortalUser user = new() { Name = "Robin Test", Language = "en" };

    [Fact]
    public async Task The_right_password_is_right_and_others_are_wrong()
    {
        var passwords = Check(new CountingHasher());
        user.PasswordHash = await passwords.HashAsync(user, TestPerson.Password);

        Assert.True(await passwords.IsRightAsync(user, TestPerson.Password));
        foreach (var wrong in (string[])["", " ", TestPerson.Password + " ", " " + TestPerson.Password, TestPerson.Password[..^1], "zonnebloem-17!", "ZONNEBLOEM-17!"])
        {
            Assert.False(await passwords.IsRightAsync(user, wrong));
        }
    }

    [Fact]
    public async Task Somebody_who_is_not_known_or_has_no_password_is_never_right_at_the_cost_of_a_wrong_password()
    {
        var hasher = new CountingHasher();
        var passwords = Check(hasher);
        foreach (var nobody in (PortalUser?[])[null, user])
        {
            Assert.False(await passwords.IsRightAsync(nobody, TestPerson.Password));
            Assert.False(await passwords.IsRightAsync(nobody, ""));
        }

        Assert.Equal(4, hasher.Verified.Count);
    }

    [Fact]
    public async Task The_hash_for_somebody_who_is_not_known_looks_like_a_real_one()
    {
        var hasher = new CountingHasher();
        var passwords = Check(hasher);
        await passwords.IsRightAsync(null, TestPerson.Password);
        var (nobodys, real) = (Convert.FromBase64String(hasher.Verified.Single()), Convert.FromBase64String(await passwords.HashAsync(user, TestPerson.Password)));

        Assert.Equal(real.Length, nobodys.Length);
        Assert.Equal(real[..13], nobodys[..13]); // version, pseudo-random function, iterations, length of the salt
        Assert.Equal(Iterations, BinaryPrimitives.ReadInt32BigEndian(nobodys.AsSpan(5)));
    }

    [Fact]
    public async Task A_hash_of_the_portal_is_pbkdf2_with_sha_512_and_the_iterations_of_the_settings()
    {
        var hash = Convert.FromBase64String(await portal.Sqlite.RunAsync((PasswordCheck passwords) => passwords.HashAsync(user, TestPerson.Password)));

        Assert.Equal(1, hash[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));
        Assert.Equal(1_000, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)));
        Assert.Equal(210_000, new PasswordPolicyOptions().Iterations);
    }

    [Fact]
    public async Task Up_to_128_characters_are_verified_and_more_are_refused_before_hashing()
    {
        var hasher = new CountingHasher();
        var passwords = Check(hasher);
        var longest = new string('x', 128);
        user.PasswordHash = await passwords.HashAsync(user, longest);

        Assert.True(await passwords.IsRightAsync(user, longest));
        Assert.False(await passwords.IsRightAsync(user, longest + "x"));
        Assert.False(await passwords.IsRightAsync(null, new string('x', 100_000)));
        Assert.Single(hasher.Verified);
    }

    [Fact]
    public async Task A_password_of_128_characters_of_any_kind_is_verified_exactly_in_whatever_form_it_was_typed()
    {
        var (passwords, typing) = (Check(new CountingHasher()), new Typing(41));
        foreach (var password in Enumerable.Range(0, 40).Select(_ => typing.Password(128)).Append(string.Concat(Enumerable.Repeat("👍", 128))))
        {
            user.PasswordHash = await passwords.HashAsync(user, password.Normalize(NormalizationForm.FormD));
            Assert.True(await passwords.IsRightAsync(user, password));
            var other = string.Concat(password.EnumerateRunes().SkipLast(1).Append(new Rune(password.EndsWith('y') ? 'z' : 'y')));
            Assert.False(await passwords.IsRightAsync(user, other));
            await Assert.ThrowsAsync<ArgumentException>(() => passwords.HashAsync(user, password + "🚲"));
        }
    }

    [Theory]
    [InlineData("Zoë-Crème-17!")]
    [InlineData("Ångström 5 Ω")]
    [InlineData("한국어-비밀번호-1")]
    public async Task Composed_and_decomposed_accents_are_the_same_password(string password)
    {
        var passwords = Check(new CountingHasher());
        string[] forms = [password.Normalize(NormalizationForm.FormC), password.Normalize(NormalizationForm.FormD)];
        Assert.NotEqual(forms[0], forms[1]);
        foreach (var form in forms)
        {
            user.PasswordHash = await passwords.HashAsync(user, form);
            Assert.True(await passwords.IsRightAsync(user, forms[0]));
            Assert.True(await passwords.IsRightAsync(user, forms[1]));
        }
    }

    [Theory]
    [InlineData("  two  spaces  ", "two spaces")]
    [InlineData("tab\tand\nline", "tab and line")]
    [InlineData("🔐🗝️ emoji 👩‍👩‍👧", "🔐🗝 emoji 👩‍👩‍👧")]
    [InlineData("ﬁsh", "fish")]
    [InlineData("nul\0nul", "nul")]
    [InlineData("no\u00a0break", "no break")]
    public async Task A_password_is_verified_exactly_as_it_was_typed(string password, string similar)
    {
        var passwords = Check(new CountingHasher());
        user.PasswordHash = await passwords.HashAsync(user, password);

        Assert.True(await passwords.IsRightAsync(user, password));
        Assert.False(await passwords.IsRightAsync(user, similar));
    }

    [Fact]
    public async Task Text_with_half_a_surrogate_pair_is_not_right_and_breaks_nothing()
    {
        var hasher = new CountingHasher();
        var passwords = Check(hasher);
        user.PasswordHash = await passwords.HashAsync(user, "\ufffdpassword");
        foreach (var half in (string[])["\ud83dpassword", "\udd10password", "password\ud83d", "\udd10\ud83d"])
        {
            Assert.False(await passwords.IsRightAsync(user, half));
            Assert.False(await passwords.IsRightAsync(null, half));
            await Assert.ThrowsAsync<ArgumentException>(() => passwords.HashAsync(user, half));
        }

        Assert.Empty(hasher.Verified);
    }

    private PasswordCheck Check(CountingHasher hasher) =>
        new(hasher, portal.Sqlite.Services.GetRequiredService<HashingQueue>(), Options.Create(new PasswordPolicyOptions { Iterations = Iterations }));

    /// <summary>The framework's hasher, with a list of what was verified.</summary>
    private sealed class CountingHasher : IPasswordHasher<PortalUser>
    {
        public List<string> Verified { get; } = [];

        public string HashPassword(PortalUser user, string password) => Hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
        {
            Verified.Add(hashedPassword);
            return Hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
