namespace Epatra.Portal.Upkeep.Examinations;

/// <summary>How bad it is.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    /// <summary>Somebody cannot sign in, or something is not safe.</summary>
    Wrong,
}

/// <param name="Of">What was looked at, in a word.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Finding(string Of, Verdict Verdict, string Text, string? Advice = null);

/// <summary>One thing that `doctor` looks at. It changes nothing.</summary>
internal interface IExamination
{
    /// <summary>In a word.</summary>
    string Of { get; }

    IAsyncEnumerable<Finding> RunAsync();
}
