using Epatra.Portal.Audit;
using Epatra.Portal.Authenticators;
using Epatra.Portal.Shell;
using Epatra.Portal.Support.Actions;
using Epatra.Portal.Support.Diagnosis;
using Epatra.Portal.Support.Help;

namespace Epatra.Portal.Support.Person;

/// <summary>A line of a list on the page of one person.</summary>
/// <param name="Mark">A word that stands out; null for none.</param>
/// <param name="Note">What somebody wrote; shown as it is.</param>
public sealed record PersonRow(string Title, string Text, string? Mark = null, string? Note = null);

/// <summary>The lists of the page of one person in words, in the current language.</summary>
/// <param name="zone">The portal's.</param>
/// <param name="now">UTC.</param>
internal sealed class PersonRows(TimeZoneInfo zone, DateTime now)
{
    public IEnumerable<PersonRow> Entries(PersonDetails person) =>
        person.Entries.Select(e => new PersonRow(e.Account, string.Join(", ", [AppNames.Name(e.App), .. About(e)]), PersonWords.Name(e.State)));

    public IEnumerable<PersonRow> Sessions(PersonDetails person) =>
        person.Sessions.Select(s => new PersonRow(s.Browser ?? PersonTexts.UnknownBrowser, string.Format(PersonTexts.SinceAndSeen, Moment(s.Since), Moment(s.LastUsedAt ?? s.Since))));

    public IEnumerable<PersonRow> Trusted(PersonDetails person) =>
        person.Trusted.Select(b => new PersonRow(b.Browser ?? PersonTexts.UnknownBrowser, string.Format(PersonTexts.TrustedUntil, Day(b.Since), Day(b.Until!.Value))));

    /// <summary>Requests, resets and whatever else the desk did together, the newest first.</summary>
    public IEnumerable<PersonRow> Earlier(PersonDetails person) => person.Requests.Select(r => (r.At, Row(r)))
        .Concat(person.Resets.Select(r => (r.At, Row(r))))
        .Concat(person.Notes.Where(n => !IsOfAReset(n, person.Resets)).Select(n => (n.At, Row(n))))
        .OrderByDescending(one => one.At).Select(one => one.Item2);

    public IEnumerable<PersonRow> Events(PersonView person) => person.Details!.Events.Select(e => new PersonRow(
        AuditWords.Sentence(e.Kind, UnicodeText.Named(person.Name), AuditWords.Who(e.ById, e.By)), Short(e.At), AuditWords.Reason(e.Kind, e.Details)));

    private IEnumerable<string> About(EntryEvidence e) => e.RetiredAt is { } retired
        ? [string.Format(PersonTexts.RetiredOn, Moment(retired))]
        : [string.Format(PersonTexts.SinceAndUsed, Day(e.Since), Moment(e.LastUsedAt!.Value)), .. e.DriftSeconds is { } drift ? [PersonWords.Drift(drift)] : Array.Empty<string>()];

    private PersonRow Row(RequestView r) => new(
        RequestWords.What(r.Kind, r.Cause), Short(r.At), PersonWords.State(r), r.Note);

    private PersonRow Row(ResetView r) => new(
        string.Format(ShellTexts.Colon, string.Format(PersonTexts.ResetOf, Agent(r.Agent)), RequestWords.ForDesk(r.Cause)), $"{Short(r.DoneAt ?? r.At)}, {PersonWords.Name(r.Proof)}", PersonWords.State(r, zone), r.Note);

    private PersonRow Row(NoteView n) => new(
        string.Format(ShellTexts.Colon, DeskWords.Of(n.Action), RequestWords.ForDesk(n.Cause)), $"{Short(n.At)}, {string.Format(PersonTexts.By, Agent(n.Agent))}", Note: n.Note);

    /// <summary>The line of the reset says it already.</summary>
    private static bool IsOfAReset(NoteView n, IEnumerable<ResetView> resets) =>
        n.Action is DeskAction.Reset or DeskAction.CallBack or DeskAction.DelayedReset && resets.Any(r => r.Agent == n.Agent && r.Note == n.Note);

    private static string Agent(string? name) => name is null ? AuditTexts.Erased : UnicodeText.Named(name);

    private string Day(DateTime utc) => LocalTime.Day(utc, zone);

    /// <summary>Of today only the time.</summary>
    private string Short(DateTime utc) => LocalTime.Short(utc, now, zone);

    private string Moment(DateTime utc) => LocalTime.DayAndTime(utc, zone);
}
