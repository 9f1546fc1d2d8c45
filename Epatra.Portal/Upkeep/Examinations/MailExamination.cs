using System.Globalization;
using System.Net.Sockets;
using Epatra.Portal.Data;
using Epatra.Portal.Health;
using Epatra.Portal.Mail;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>The mail server answers, or the folder can be written to; and mail leaves.</summary>
internal sealed class MailExamination(PortalDbContext database, TimeProvider time, IOptions<SmtpOptions> smtp, IOptions<MailOptions> mail, IHostEnvironment environment) : IDatabaseExamination
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Of => "mail";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        yield return string.IsNullOrWhiteSpace(smtp.Value.Host) ? Folder(Path.Combine(environment.ContentRootPath, mail.Value.PickupDirectory)) : await ServerAsync(smtp.Value);
        var queue = await new MailCheck(database, time).CheckHealthAsync(new HealthCheckContext());
        var (waiting, oldest, failed) = (queue.Data["waiting"], queue.Data["oldestSeconds"], queue.Data["failed"]);
        var text = string.Create(CultureInfo.InvariantCulture, $"Messages that wait: {waiting}, the oldest for {oldest} s; that failed in the last 3 days: {failed}.");
        yield return queue.Status == HealthStatus.Healthy && failed is 0
            ? new(Of, Verdict.Ok, text)
            : new(Of, Verdict.Warning, text, "The log says what the mail server answered. Mail is only sent while a portal serves.");
    }

    /// <summary>Says hello, and nothing more (RFC 5321 section 3.1, RFC 3207).</summary>
    private async Task<Finding> ServerAsync(SmtpOptions server)
    {
        var name = $"{server.Host}:{server.Port}";
        try
        {
            using var giveUp = new CancellationTokenSource(Patience, time);
            using var client = new TcpClient();
            await client.ConnectAsync(server.Host!, server.Port, giveUp.Token);
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            var greeting = await AnswerAsync(reader, giveUp.Token);
            await writer.WriteLineAsync("EHLO portal.invalid");
            var offer = await AnswerAsync(reader, giveUp.Token);
            await writer.WriteLineAsync("QUIT");
            return !greeting.StartsWith("220", StringComparison.Ordinal) || !offer.StartsWith("250", StringComparison.Ordinal)
                ? new(Of, Verdict.Wrong, $"{name} does not greet as a mail server: {greeting}", "See Mail:Smtp:Host and Port; port 465 is not supported.")
                : server.StartTls && !offer.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase)
                    ? new(Of, Verdict.Wrong, $"{name} offers no STARTTLS, and Mail:Smtp:StartTls asks for it.", "Use the port for submission (587), or set Mail:Smtp:StartTls to false for a server on this machine.")
                    : new(Of, Verdict.Ok, $"{name} answers.");
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return new(Of, Verdict.Wrong, $"{name} cannot be reached: {e.Message}", "See Mail:Smtp:Host and Port, and the firewall. Mails wait meanwhile, for three days.");
        }
    }

    /// <summary>All lines of one answer: the last one has a space after its number.</summary>
    private static async Task<string> AnswerAsync(StreamReader reader, CancellationToken giveUp)
    {
        var answer = "";
        while (await reader.ReadLineAsync(giveUp) is { } line)
        {
            answer += line + " ";
            if (line.Length < 4 || line[3] == ' ')
            {
                break;
            }
        }

        return answer.Trim();
    }

    private Finding Folder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var trial = new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new(Of, Verdict.Ok, $"Mails can be written to {folder}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Of, Verdict.Wrong, $"Mails cannot be written to {folder}: {e.Message}", "Make the folder, for the user that the portal runs as: Mail:PickupDirectory.");
        }
    }
}
