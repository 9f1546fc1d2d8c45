using Epatra.Portal.Mail;
using Epatra.Portal.Passwords;
using Epatra.Portal.Settings;
using Epatra.Portal.Support;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Each setting that stops a start, and each that is allowed and doubtful.</summary>
internal sealed class SettingsExamination(
    SettingsCheck check,
    IConfiguration configuration,
    IHostEnvironment environment,
    IOptions<PasswordPolicyOptions> passwords,
    IOptions<SupportOptions> support,
    IOptions<SmtpOptions> smtp) : IExamination
{
    private static readonly int Iterations = new PasswordPolicyOptions().Iterations;

    public string Of => "settings";

    public async IAsyncEnumerable<Finding> RunAsync()
    {
        await Task.CompletedTask; // they are in memory
        var ofProduction = new SettingsCheck(configuration);
        if (!environment.IsDevelopment())
        {
            new ProductionRules(configuration, ofProduction).Examine();
        }

        List<string> problems = [.. check.Problems, .. ofProduction.Problems];
        foreach (var problem in problems)
        {
            yield return new(Of, Verdict.Wrong, problem.Trim(), "The portal does not start with it. README.md names the settings.");
        }

        if (check.Problems.Count > 0)
        {
            yield break; // what cannot be read is not judged
        }

        var doubts = Doubts().ToList();
        foreach (var (text, advice) in doubts)
        {
            yield return new(Of, Verdict.Warning, text, advice);
        }

        if (problems.Count + doubts.Count == 0)
        {
            yield return new(Of, Verdict.Ok, $"They can be used, in {environment.EnvironmentName}.");
        }
    }

    private IEnumerable<(string Text, string Advice)> Doubts()
    {
        if (environment.IsDevelopment())
        {
            yield return ("The environment is Development: demo people, and no rule of Production holds.", "For real people set ASPNETCORE_ENVIRONMENT=Production.");
        }

        if (passwords.Value.Iterations < Iterations)
        {
            yield return ($"Passwords:Iterations is {passwords.Value.Iterations}: a stolen database gives passwords away faster.", $"Set it to {Iterations} or more.");
        }

        if (support.Value.CallerProof != CallerProof.Both)
        {
            yield return ($"Support:CallerProof is {support.Value.CallerProof}: one proof alone lets an agent reset.", "Set it to Both, unless people have no mail.");
        }

        if (!environment.IsDevelopment() && string.IsNullOrWhiteSpace(smtp.Value.Host))
        {
            yield return ("There is no mail server: each mail is a file in Mail:PickupDirectory.", "See that something sends those files, or set Mail:Smtp:Host.");
        }
        else if (!string.IsNullOrWhiteSpace(smtp.Value.Host) && !smtp.Value.StartTls)
        {
            yield return ("Mail:Smtp:StartTls is false: mails with links cross the network in the clear.", "Set it to true, unless the mail server is on this machine.");
        }
    }
}
