using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Epatra.Portal.Authenticators;

public sealed class Base32Tests
{
    /// <summary>RFC 4648 section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_vectors_of_rfc_4648_hold_in_both_directions(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded)));
    }

    [Fact]
    public void Random_bytes_of_every_length_come_back()
    {
        for (var length = 0; length <= 64; length++)
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(bytes, Base32.Decode(Base32.Encode(bytes)));
        }
    }

    [Fact]
    public void A_secret_is_32_letters_and_digits_that_every_app_reads() =>
        Assert.Matches("^[A-Z2-7]{32}$", Base32.Encode(RandomNumberGenerator.GetBytes(20)));

    [Theory]
    [InlineData('0')]
    [InlineData('1')]
    [InlineData('8')]
    [InlineData('9')]
    [InlineData('=')]
    [InlineData(' ')]
    [InlineData('-')]
    [InlineData('É')]
    public void Other_signs_are_refused_wherever_they_stand(char other)
    {
        foreach (var text in (string[])["MZXW6YTBOJQWE3DF", "MZXW6Y", "MZX"])
        {
            for (var i = 0; i < text.Length; i++)
            {
                var wrong = text[..i] + other + text[(i + 1)..];
                Assert.Throws<FormatException>(() => Base32.Decode(wrong));
            }
        }
    }
}
