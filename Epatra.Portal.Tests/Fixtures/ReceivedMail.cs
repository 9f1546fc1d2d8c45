using System.Text.Json;
using Xunit;

namespace Epatra.Portal.Fixtures;

/// <summary>A message as Python's parser reads it, which is stricter than most mail programs.</summary>
internal sealed class ReceivedMail(JsonElement mail)
{
    public string Raw => mail.GetProperty("raw").GetString()!;

    /// <summary>Content type of the whole.</summary>
    public string Kind => mail.GetProperty("kind").GetString()!;

    /// <summary>Content type and charset of each part, in order.</summary>
    public IReadOnlyList<string> Parts => [.. All("parts").Select(part => $"{part.GetProperty("kind")} {part.GetProperty("charset")}")];

    public IReadOnlyList<string> Defects => [.. All("defects").Select(defect => $"{defect}")];

    public string Text => Part(0);
    public string Html => Part(1);
    public string Subject => Header("Subject")!;

    /// <summary>Who it goes to, as the server was told; not of a file.</summary>
    public string To => $"{Assert.Single(All("to"))}";

    public bool Encrypted => mail.GetProperty("tls").GetBoolean();

    /// <summary>Who was signed in at the server; null for nobody.</summary>
    public string? Login => mail.GetProperty("login").GetString();

    /// <summary>Decoded; null when it is not there. There is never more than one of a name.</summary>
    public string? Header(string name) => All("headers").Where(header => header[0].GetString() == name).Select(header => header[1].GetString()).SingleOrDefault();

    public IEnumerable<string> HeaderNames => All("headers").Select(header => header[0].GetString()!);

    /// <summary>A file of a pick-up folder.</summary>
    public static async Task<ReceivedMail> ReadAsync(string path) =>
        new(JsonDocument.Parse(await Tool.RunAsync(MailServer.Python, MailServer.Script, "--parse", path)).RootElement);

    private string Part(int index) => mail.GetProperty("parts")[index].GetProperty("text").GetString()!.ReplaceLineEndings("\n");

    private JsonElement.ArrayEnumerator All(string name) => mail.GetProperty(name).EnumerateArray();
}
