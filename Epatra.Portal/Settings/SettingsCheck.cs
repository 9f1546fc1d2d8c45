using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Epatra.Portal.Settings;

/// <summary>
/// Holds each setting against its type and its validation attributes before anything is bound, so that one message at
/// start names every wrong key and what is allowed; binding would stop at the first one of a section.
/// </summary>
internal sealed class SettingsCheck(IConfiguration configuration)
{
    private readonly List<string> problems = [];

    /// <summary>A line for each setting that is wrong.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>What is wrong, all of it; null when nothing is.</summary>
    public string? Message => problems.Count == 0 ? null : "The portal does not start, because these settings are wrong:\n" + string.Join('\n', problems);

    public void Add(string key, string? value, string allowed) => problems.Add($"  {key} = \"{value}\": allowed is {allowed}");

    public void Examine<TOptions>(string section)
    {
        foreach (var property in typeof(TOptions).GetProperties())
        {
            var key = $"{section}:{property.Name}";
            if (IsText(property.PropertyType))
            {
                Examine(property, key, property.PropertyType);
            }
            else if (property.PropertyType.IsAssignableFrom(typeof(string[])))
            {
                ExamineList(property, key);
            }
        }
    }

    private void Examine(PropertyInfo property, string key, Type type)
    {
        if (configuration[key] is { } value && Problem(property, type, value) is { } allowed)
        {
            Add(key, value, allowed);
        }
    }

    private void ExamineList(PropertyInfo property, string key)
    {
        foreach (var entry in configuration.GetSection(key).GetChildren())
        {
            Examine(property, entry.Path, typeof(string));
        }

        if (configuration[key] is { Length: > 0 } value)
        {
            Add(key, value, $"a list: {key}:0, {key}:1 and so on");
        }
    }

    private static bool IsText(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static string? Problem(PropertyInfo property, Type type, string value)
    {
        var rules = property.GetCustomAttributes<ValidationAttribute>().ToList();
        try
        {
            var converted = type.IsEnum
                ? Enum.GetNames(type).FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase))
                : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return rules.FirstOrDefault(rule => !rule.IsValid(converted))?.FormatErrorMessage(property.Name);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            var known = Nullable.GetUnderlyingType(type) ?? type;
            return rules.FirstOrDefault()?.FormatErrorMessage(property.Name) ?? (known == typeof(bool) ? "true or false" : known.Name);
        }
    }
}
