using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Epatra.Portal.Security;

public sealed class TokenTests
{
    [Fact]
    public void A_token_is_43_letters_that_need_no_encoding_in_a_cookie_or_a_link()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => Token.New()).ToList();

        Assert.Equal(1000, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Matches("^[A-Za-z0-9_-]{43}$", token));
    }

    [Fact]
    public void The_hash_is_another_text_that_stays_the_same()
    {
        var token = Token.New();
        var expected = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(token))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal(expected, Token.Hash(token));
        Assert.NotEqual(token, Token.Hash(token));
        Assert.NotEqual(Token.Hash(token), Token.Hash(Token.New()));
    }
}
