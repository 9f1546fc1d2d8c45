using System.Buffers.Binary;
using System.Text;

namespace Epatra.Portal.Benchmarks;

/// <summary>
/// As much of the hub protocol 'blazorpack' as a circuit needs: messages of MessagePack, each after its length
/// (https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md).
/// </summary>
internal static class BlazorPack
{
    public const int Invocation = 1;
    public const int Completion = 3;
    public const int Ping = 6;
    public const int Close = 7;

    /// <summary>A call of the hub; with a number it is answered.</summary>
    public static byte[] Call(string? number, string method, params object?[] arguments)
    {
        var message = new MemoryStream();
        message.WriteByte(0x95);
        message.WriteByte(Invocation);
        message.WriteByte(0x80); // no headers
        Write(message, number);
        Write(message, method);
        message.WriteByte((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
        {
            Write(message, argument);
        }

        return Framed(message.ToArray());
    }

    public static byte[] Hello { get; } = Framed([0x91, Ping]);

    /// <summary>The next whole message of what was received, and what it takes of it; 0 while it is not all there.</summary>
    public static (object?[]? Message, int Length) Next(ReadOnlySpan<byte> received)
    {
        var (length, at) = (0, 0);
        do
        {
            if (at == received.Length)
            {
                return default;
            }

            length |= (received[at] & 0x7f) << (7 * at);
        }
        while ((received[at++] & 0x80) != 0);
        if (received.Length < at + length)
        {
            return default;
        }

        var rest = received.Slice(at, length);
        return ((object?[])Read(ref rest)!, at + length);
    }

    private static byte[] Framed(byte[] message)
    {
        var framed = new MemoryStream();
        for (var length = message.Length; ; length >>= 7)
        {
            framed.WriteByte((byte)(length > 0x7f ? length | 0x80 : length));
            if (length <= 0x7f)
            {
                break;
            }
        }

        framed.Write(message);
        return framed.ToArray();
    }

    private static void Write(MemoryStream to, object? value)
    {
        Span<byte> number = stackalloc byte[9];
        switch (value)
        {
            case null:
                to.WriteByte(0xc0);
                break;
            case bool yes:
                to.WriteByte((byte)(yes ? 0xc3 : 0xc2));
                break;
            case long one:
                number[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(number[1..], one);
                to.Write(number);
                break;
            case string text:
                number[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(number[1..], Encoding.UTF8.GetByteCount(text));
                to.Write(number[..5]);
                to.Write(Encoding.UTF8.GetBytes(text));
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is not written yet.");
        }
    }

    private static object? Read(ref ReadOnlySpan<byte> from)
    {
        var kind = Take(ref from, 1)[0];
        return kind switch
        {
            < 0x80 => (long)kind,
            < 0x90 => Many(ref from, 2 * (kind & 0x0f)),
            < 0xa0 => Many(ref from, kind & 0x0f),
            < 0xc0 => Text(ref from, kind & 0x1f),
            0xc0 => null,
            0xc2 or 0xc3 => kind == 0xc3,
            0xc4 or 0xc5 or 0xc6 => Take(ref from, (int)Number(ref from, 1 << (kind - 0xc4))).ToArray(),
            0xcb => BitConverter.Int64BitsToDouble(Number(ref from, 8)),
            >= 0xcc and <= 0xcf => Number(ref from, 1 << (kind - 0xcc)),
            >= 0xd0 and <= 0xd3 => Number(ref from, 1 << (kind - 0xd0)),
            0xd9 or 0xda or 0xdb => Text(ref from, (int)Number(ref from, 1 << (kind - 0xd9))),
            0xdc or 0xdd => Many(ref from, (int)Number(ref from, 2 << (kind - 0xdc))),
            >= 0xe0 => (long)(sbyte)kind,
            _ => throw new NotSupportedException($"{kind:x} is not read yet."),
        };
    }

    private static object?[] Many(ref ReadOnlySpan<byte> from, int count)
    {
        var many = new object?[count];
        for (var i = 0; i < count; i++)
        {
            many[i] = Read(ref from);
        }

        return many;
    }

    private static string Text(ref ReadOnlySpan<byte> from, int length) => Encoding.UTF8.GetString(Take(ref from, length));

    private static long Number(ref ReadOnlySpan<byte> from, int length)
    {
        var number = 0L;
        foreach (var one in Take(ref from, length))
        {
            number = (number << 8) | one;
        }

        return number;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        var taken = from[..count];
        from = from[count..];
        return taken;
    }
}
