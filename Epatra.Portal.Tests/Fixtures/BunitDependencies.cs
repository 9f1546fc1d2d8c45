using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Epatra.Portal.Fixtures;

/// <summary>See build/Bunit.targets: bunit asks for another version of AngleSharp.Diffing than the one that is there.</summary>
internal static class BunitDependencies
{
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Before any test loads bunit.")]
    internal static void Resolve() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "AngleSharp.Diffing.dll")) : null;
}
