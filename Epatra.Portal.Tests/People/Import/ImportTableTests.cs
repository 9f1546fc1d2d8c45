using System.Text;
using Xunit;

namespace Epatra.Portal.People.Import;

#pragma warning disable CA5394, RS0030 // the same noise each time
public sealed class ImportTableTests
{
    private const string Headings = "name,email,company\n";

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public async Task Every_encoding_that_spreadsheets_write_is_read(string encoding, bool mark)
    {
        var bytes = Coding(encoding);
        var text = "Naam;E-mail;Société\r\nZoë Lefèvre;zoe@x.example;Café €uro\r\n";
        var row = Assert.Single(await ReadAsync([.. mark ? bytes.GetPreamble() : [], .. bytes.GetBytes(text)]));
        Assert.Equal(("Zoë Lefèvre", "zoe@x.example", "Café €uro", 2), (row[ImportColumn.Name], row[ImportColumn.Email], row[ImportColumn.Company], row.Line));
    }

    [Theory]
    [InlineData("name,email\nJan,jan@x.example\n")]
    [InlineData("name;email\r\nJan;jan@x.example")]
    [InlineData("name\temail\rJan\tjan@x.example\r")]
    [InlineData("sep=;\nname;email\nJan;jan@x.example\n")]
    [InlineData("E-MAIL , Nom complet\n\"jan@x.example\", \"Jan\"\n")]
    [InlineData("adresse e-mail;téléphone;NOM\njan@x.example;;Jan;;;\n")]
    [InlineData("\n\nname,shoe size,email\n,,\nJan,43,jan@x.example\n\n")]
    public async Task Columns_come_in_any_order_by_any_of_their_names_and_with_any_separator(string text)
    {
        var row = Assert.Single(await ReadAsync(text));
        Assert.Equal(("Jan", "jan@x.example", ImportProblems.None), (row[ImportColumn.Name], row[ImportColumn.Email], row.Problems));
    }

    [Fact]
    public async Task A_quote_that_nobody_closes_spoils_its_own_line_only()
    {
        var rows = await ReadAsync(Headings + "Jan,jan@x.example,\"Bouw\n\"An\",an@x.example,\"Bouw, en \"\"meer\"\"\"\nPiet \"Pi\" Maes,piet@x.example,\n");
        Assert.Equal([ImportProblems.OpenQuote, ImportProblems.None, ImportProblems.None], rows.Select(row => row.Problems));
        Assert.Equal(("Bouw, en \"meer\"", "Piet \"Pi\" Maes"), (rows[1][ImportColumn.Company], rows[2][ImportColumn.Name]));
        Assert.Equal([2, 3, 4], rows.Select(row => row.Line));
    }

    [Fact]
    public async Task A_line_of_ten_megabytes_is_passed_over_and_the_next_one_read()
    {
        var rows = await ReadAsync(Headings + new string('x', 10_000_000) + ",long@x.example\nJan,jan@x.example,\n\"" + new string('"', 10_000_001) + "\nAn,an@x.example,");
        Assert.Equal([ImportProblems.LineTooLong, ImportProblems.None, ImportProblems.LineTooLong, ImportProblems.None], rows.Select(row => row.Problems));
        Assert.Equal("An", rows[3][ImportColumn.Name]);
        Assert.All(rows, row => Assert.All(row.Values, value => Assert.True(value.Length <= ShortLines.Longest)));
    }

    [Fact]
    public async Task Lines_with_more_values_than_headings_are_told_and_those_with_fewer_are_filled_up()
    {
        var rows = await ReadAsync(Headings + "Jan\nAn,an@x.example,Bouw,,,\nPiet,piet@x.example,Bouw,Noord\n");
        Assert.Equal([ImportProblems.None, ImportProblems.None, ImportProblems.TooManyValues], rows.Select(row => row.Problems));
        Assert.Equal(("", ""), (rows[0][ImportColumn.Email], rows[0][ImportColumn.Role]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n\n")]
    public async Task A_file_without_anything_is_empty(string text)
    {
        await using var table = new ImportTable(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.False(await table.ReadHeadingsAsync(default) && table.HasPeople);
        Assert.True(table.IsEmpty);
    }

    [Theory]
    [InlineData(ShortLines.MostBlank, false)]
    [InlineData(ShortLines.MostBlank + 1, true)]
    [InlineData(10_000_000, true)]
    public async Task Of_a_file_with_too_many_empty_lines_before_the_first_no_more_than_those_are_read(int lines, bool isEmpty)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(new string('\n', lines) + "name,email\nJan,jan@x.example\n"));
        await using var table = new ImportTable(file);
        Assert.Equal(!isEmpty, await table.ReadHeadingsAsync(default) && table.HasPeople);
        Assert.Equal(isEmpty, table.IsEmpty);
        Assert.True(file.Position < 100_000);
        Assert.Equal(isEmpty ? [] : [lines + 2], await table.ReadAsync(default).Select(row => row.Line).ToListAsync());
    }

    [Theory]
    [InlineData("Jan,jan@x.example\n")]
    [InlineData("name\nJan\n")]
    [InlineData("PK\u0003\u0004\u0014\0\u0006\0")]
    public async Task A_file_whose_first_line_names_no_columns_is_not_read_as_people(string text)
    {
        await using var table = new ImportTable(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.False(await table.ReadHeadingsAsync(default) && table.HasPeople);
        Assert.False(table.IsEmpty);
    }

    [Fact]
    public async Task Whatever_is_written_by_the_rules_is_read_as_it_was()
    {
        var random = Fixed(1);
        for (var round = 0; round < 150; round++)
        {
            var separator = ",;\t"[random.Next(3)];
            var people = Enumerable.Range(0, random.Next(1, 40)).Select(_ => (Name: Value(random, separator), Company: Value(random, separator))).ToList();
            var lines = people.Select(person => string.Join(separator, Quoted(person.Name, random, separator), "jan@x.example", Quoted(person.Company, random, separator)));
            var text = string.Join("\r\n", lines.Prepend($"name{separator}email{separator}company"));
            var read = await ReadAsync(Coding(random.Next(2) == 0 ? "utf-8" : "utf-16").GetPreamble() is { Length: 2 } mark
                ? [.. mark, .. Encoding.Unicode.GetBytes(text)] : Encoding.UTF8.GetBytes(text));
            Assert.Equal(people.Select(person => (person.Name.Trim(), person.Company.Trim(), ImportProblems.None)), read.Select(row => (row[ImportColumn.Name], row[ImportColumn.Company], row.Problems)));
        }
    }

    [Fact]
    public async Task Whatever_comes_is_read_to_its_end_without_a_fault()
    {
        var random = Fixed(2);
        for (var round = 0; round < 400; round++)
        {
            var noise = new byte[random.Next(3_000)];
            random.NextBytes(noise);
            var spiced = noise.Select(value => value % 5 == 0 ? (byte)"\",;\n\r\0\t="[value % 8] : value);
            var last = 0;
            foreach (var row in await ReadAsync([.. Encoding.UTF8.GetBytes(Headings), .. spiced]))
            {
                Assert.True(row.Line > last, $"round {round}: line {row.Line} after {last}");
                last = row.Line;
            }
        }
    }

    private static string Value(Random random, char separator) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "abcÉß€\"' =+@-.汉字😀,;"[random.Next(19)] is var sign && char.IsSurrogate(sign) ? "😀" : $"{sign}")).Replace(separator == '\t' ? "\t" : "\0", "") + "z";

    private static string Quoted(string value, Random random, char separator) =>
        value.Contains('"') || value.Contains(separator) || random.Next(3) == 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static Encoding Coding(string name) => name == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(name);

    private static Random Fixed(int seed) => new(seed);

    private static Task<List<ImportRow>> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<List<ImportRow>> ReadAsync(byte[] file)
    {
        await using var table = new ImportTable(new MemoryStream(file));
        Assert.True(await table.ReadHeadingsAsync(default) && table.HasPeople);
        return await table.ReadAsync(default).ToListAsync();
    }
}
