using System.Text.RegularExpressions;
using Epatra.Portal.Accounts;
using Epatra.Portal.Audit;
using Epatra.Portal.Fixtures;
using Epatra.Portal.Passwords;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Epatra.Portal.Settings;

/// <summary>The code, the file and the README say the same.</summary>
public sealed partial class DefaultsTests
{
    private static readonly IConfiguration File = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.json")).Build();

    [Fact]
    public void The_file_at_the_root_has_all_limits_with_their_defaults()
    {
        Assert.Equal(Defaults(new SignInOptions(), SignInOptions.Section), InFile(SignInOptions.Section));
        Assert.Equal(Defaults(new PasswordPolicyOptions(), PasswordPolicyOptions.Section), InFile(PasswordPolicyOptions.Section));
        Assert.Equal(Defaults(new AuditOptions(), AuditOptions.Section), InFile(AuditOptions.Section));
    }

    [Fact]
    public void The_readme_names_every_value_of_the_file()
    {
        var told = Rows().SelectMany(row => Quoted(row.Groups[1]).Zip(Quoted(row.Groups[2]))).ToDictionary(pair => pair.First, pair => pair.Second);
        string[] sections = ["Database", "SignIn", "Passwords", "Audit"];
        Assert.All(sections.SelectMany(InFile), pair => Assert.Equal(pair.Value, told.GetValueOrDefault(pair.Key), ignoreCase: true));
    }

    private static SortedDictionary<string, string?> Defaults<TOptions>(TOptions options, string section) =>
        new(typeof(TOptions).GetProperties().ToDictionary(property => $"{section}:{property.Name}", property => property.GetValue(options)?.ToString()));

    private static SortedDictionary<string, string?> InFile(string section) =>
        new(File.GetSection(section).GetChildren().ToDictionary(key => key.Path, key => key.Value));

    private static MatchCollection Rows() => Row().Matches(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "README.md")));

    private static IEnumerable<string> Quoted(Group cell) => Quotation().Matches(cell.Value).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\| (`\w+:\w+`.*?) \| (.*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(.+?)`")]
    private static partial Regex Quotation();
}
