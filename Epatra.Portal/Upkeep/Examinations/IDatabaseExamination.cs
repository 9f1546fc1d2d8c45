namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>Reads tables: without them there is nothing to look at.</summary>
internal interface IDatabaseExamination : IExamination;
