using System.Globalization;
using System.Text;

namespace Epatra.Portal.Passwords;

/// <summary>Passwords of any characters, the same ones in each run.</summary>
internal sealed class Typing(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number below a bound (SplitMix64, Steele and others, 2014).</summary>
    public int Below(int bound)
    {
        state = unchecked(state + 0x9E3779B97F4A7C15UL);
        var mixed = unchecked((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }

    /// <summary>Any assigned character, of private use and control characters too.</summary>
    public Rune Character()
    {
        while (true)
        {
            if (Rune.TryCreate(Below(0x110000), out var rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned)
            {
                return rune;
            }
        }
    }

    /// <summary>So many characters in NFC; half of them are of the first 1,500, where accents, Cyrillic and Arabic are.</summary>
    public string Password(int length)
    {
        var text = "";
        while (PasswordText.Length(text) != length)
        {
            var more = Rune.TryCreate(Below(1500), out var near) && Below(2) == 0 ? near : Character();
            var longer = (text + more).Normalize(NormalizationForm.FormC);
            text = PasswordText.Length(longer) > length ? "" : longer;
        }

        return text;
    }

    /// <summary>UTF-16 units, of which none needs to fit the next.</summary>
    public string Rubbish(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)(Below(3) == 0 ? 0xD800 + Below(0x800) : Below(0x10000))));
}
