using System.Globalization;
using Bunit;
using Epatra.Portal.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Epatra.Portal.Fixtures;

/// <summary>A component by itself, in English, with a clock that the test moves.</summary>
public abstract class ComponentTest : BunitContext
{
    protected ComponentTest()
    {
        Speak("en");
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton(Options.Create(new PortalOptions { TimeZone = "Asia/Tokyo" }));
    }

    internal ManualTimeProvider Time { get; } = new();

    protected static void Speak(string language) => CultureInfo.CurrentUICulture = Language.Languages.All[language];

    /// <summary>How a test id is found.</summary>
    protected static string Id(string testId) => $"[data-testid={testId}]";
}
