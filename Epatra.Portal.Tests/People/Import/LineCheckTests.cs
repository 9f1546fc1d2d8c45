using System.Buffers.Binary;
using Epatra.Portal.Accounts;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Language;
using Epatra.Portal.Shell;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Xunit;

namespace Epatra.Portal.People.Import;

public sealed class LineCheckTests
{
    private const string Key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static readonly AuthenticatorSecrets Secrets = new(new EphemeralDataProtectionProvider());

    public static TheoryData<int, string> Wrong
    {
        get
        {
            var (hash, old) = (Hash(), Hash(first: 0));
            return new()
            {
                { (int)ImportProblems.NameMissing, ",jan@x.example,,,,,," },
                { (int)ImportProblems.NameTooLong, $"{new string('n', 201)},jan@x.example,,,,,," },
                { (int)ImportProblems.EmailMissing, "Jan,,,,,,," },
                { (int)ImportProblems.EmailMalformed, "Jan,jan,,,,,," },
                { (int)ImportProblems.EmailMalformed, "Jan,jan@,,,,,," },
                { (int)ImportProblems.EmailMalformed, "Jan,j an@x.example,,,,,," },
                { (int)ImportProblems.EmailMalformed, "Jan,Jan <jan@x.example>,,,,,," },
                { (int)ImportProblems.EmailMalformed, "Jan,jan@x@example,,,,,," },
                { (int)ImportProblems.EmailTooLong, $"Jan,{new string('e', 250)}@x.example,,,,,," },
                { (int)ImportProblems.CompanyTooLong, $"Jan,jan@x.example,{new string('c', 201)},,,,," },
                { (int)ImportProblems.LanguageUnknown, "Jan,jan@x.example,,de,,,," },
                { (int)ImportProblems.RoleUnknown, "Jan,jan@x.example,,,boss,,," },
                { (int)ImportProblems.PhoneMalformed, "Jan,jan@x.example,,,,none,," },
                { (int)ImportProblems.PhoneMalformed, "Jan,jan@x.example,,,,12,," },
                { (int)ImportProblems.HashUnreadable, "Jan,jan@x.example,,,,,secret," },
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{old}," },
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{hash[..40]}," },
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{Hash(iterations: 900_000_000)}," },
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{Hash(iterations: 210_001)}," },
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{Hash(iterations: 10_001, function: 1)}," }, // its iterations take another time
                { (int)ImportProblems.HashUnreadable, $"Jan,jan@x.example,,,,,{Hash(subkey: 1_024)}," }, // 16 blocks, each of all iterations
                { (int)ImportProblems.RoleBringsSecrets, $"Jan,jan@x.example,,,agent,,{hash}," },
                { (int)ImportProblems.RoleBringsSecrets, $"Jan,jan@x.example,,,administrator,,,otpauth://totp/x?secret={Key}" },
                { (int)ImportProblems.KeyUnreadable, "Jan,jan@x.example,,,,,,http://x.example" },
                { (int)ImportProblems.KeyUnreadable, "Jan,jan@x.example,,,,,,otpauth://totp/x" },
                { (int)ImportProblems.KeyUnreadable, "Jan,jan@x.example,,,,,,otpauth://totp/x?secret=01890189018901890189018901890189" },
                { (int)ImportProblems.KeyTooShort, "Jan,jan@x.example,,,,,,otpauth://totp/x?secret=JBSWY3DPEHPK3PXP" },
                { (int)ImportProblems.KeyUnsupported, $"Jan,jan@x.example,,,,,,otpauth://totp/x?secret={Key}&digits=8" },
                { (int)ImportProblems.KeyUnsupported, $"Jan,jan@x.example,,,,,,otpauth://totp/x?secret={Key}&period=60" },
                { (int)ImportProblems.KeyUnsupported, $"Jan,jan@x.example,,,,,,otpauth://totp/x?secret={Key}&algorithm=SHA256" },
                { (int)ImportProblems.KeyUnsupported, $"Jan,jan@x.example,,,,,,otpauth://hotp/x?secret={Key}&counter=1" },
                { (int)ImportProblems.Unreadable, "J\0an,jan@x.example,,,,,," },
                { (int)ImportProblems.Unreadable, "Jan,jan@x.example,\uFFFD,,,,," },
                { (int)(ImportProblems.LanguageUnknown | ImportProblems.RoleUnknown | ImportProblems.NameMissing), ",jan@x.example,,x,x,,," },
            };
        }
    }

    [Theory, MemberData(nameof(Wrong))]
    public void Everything_that_is_wrong_with_a_line_is_found_and_nothing_secret_of_it_is_kept(int problems, string line)
    {
        var read = Read(line);
        Assert.Equal((ImportProblems)problems, read.Problems);
        Assert.Null(read.PasswordHash ?? read.ProtectedSecret);
        Assert.True(read.Name.Length <= TypedName.Longest && read.Email.Length <= EmailAddress.Longest && !(read.Name + read.Email).Contains('\0'));
    }

    [Fact]
    public void A_line_is_understood_with_what_it_leaves_out()
    {
        var plain = Read("Jan,Jan@X.example,,,,,,");
        Assert.Equal(("JAN@X.EXAMPLE", "Jan@X.example", "fr", nameof(Role.User), null, null), (plain.NormalizedEmail, plain.Email, plain.Language, plain.Role, plain.Company, plain.Phone));

        var ada = Read("Ada,ada@x.example,,,BEHEERDER,,,");
        Assert.Equal((ImportProblems.None, nameof(Role.Administrator)), (ada.Problems, ada.Role));

        Assert.Equal(Hash(iterations: 10_000, function: 1), Read($"Jan,jan@x.example,,,,,{Hash(iterations: 10_000, function: 1)},").PasswordHash);
        var full = Read($"Zoë,zoe@x.example,Bouw,Néerlandais,GEBRUIKER,+32 (0)3 - 808 08 35,{Hash()},otpauth://totp/Oud:zoe?secret=jbsw-y3dp EHPK3PXPJBSWY3DPEHPK3PXP==&issuer=Oud&algorithm=sha1&digits=6&period=30");
        Assert.Equal((ImportProblems.None, "nl", nameof(Role.User), "Bouw", "+32 (0)3 - 808 08 35"), (full.Problems, full.Language, full.Role, full.Company, full.Phone));
        Assert.Equal(Hash(), full.PasswordHash);
        Assert.Equal(Key, Base32.Encode(Secrets.Unprotect(full.ProtectedSecret!)));
        Assert.DoesNotContain(Key, full.ProtectedSecret, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_that_turn_text_are_taken_out_of_a_line()
    {
        var read = Read("\u202eJan\u202c  Maes,\u200ejan@x.example\u200e,\u061cBouw\u2069,\u200fnl,,\u202a+32 3 808 08 35\u202c,,");
        Assert.Equal((ImportProblems.None, "Jan Maes", "jan@x.example", "Bouw", "nl", "+32 3 808 08 35"), (read.Problems, read.Name, read.Email, read.Company, read.Language, read.Phone));
        Assert.Equal(ImportProblems.NameMissing, Read("\u202e,jan@x.example,,,,,,").Problems);
    }

    [Fact]
    public void Of_a_line_that_breaks_off_only_that_is_said()
    {
        var read = Check.Read(Guid.Empty, new(2, ["", "", "", "x", "x", "x", "x", "x"], ImportProblems.OpenQuote));
        Assert.Equal((ImportProblems.OpenQuote, null), (read.Problems, read.NormalizedEmail));
    }

    [Theory]
    [InlineData("nl")]
    [InlineData("fr")]
    [InlineData("en")]
    public void Every_problem_has_words_of_its_own_in_each_language(string language) => Languages.In(language, () =>
    {
        var line = Read("Jan,jan,,de,boss,12,,");
        var said = Enum.GetValues<ImportProblems>().Where(problem => problem != ImportProblems.None).Select(problem =>
        {
            line.Problems = problem;
            return Assert.Single(ImportWords.Problems(line));
        }).ToList();
        Assert.Equal(said.Distinct(), said);
        Assert.All(said, words => Assert.DoesNotContain("{0}", words, StringComparison.Ordinal));
        Assert.All([(10, "de"), (11, "boss"), (7, "jan"), (12, "12")], one => Assert.Contains(one.Item2, said[one.Item1], StringComparison.Ordinal));
        return true;
    });

    private static LineCheck Check => new(new UpperInvariantLookupNormalizer(), Secrets, Options.Create(new PortalOptions { DefaultLanguage = "fr" }));

    private static ImportLine Read(string line) => Check.Read(Guid.Empty, new(2, [.. line.Split(',').Select(value => value.Trim())], ImportProblems.None));

    /// <summary>As ASP.NET Core Identity 3 writes it, of zeros.</summary>
    private static string Hash(byte first = 1, uint iterations = 100_000, int subkey = 32, uint function = 2)
    {
        var bytes = new byte[13 + 16 + subkey];
        bytes[0] = first;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), function);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), iterations);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), 16);
        return Convert.ToBase64String(bytes);
    }
}
