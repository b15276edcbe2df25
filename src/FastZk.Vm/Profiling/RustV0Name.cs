using System.Text;

namespace FastZk.Vm.Profiling;

/// <summary>Rust's names of version 0 (RFC 2603): _R and a path in prefix notation, with references back into the name.</summary>
/// <remarks>Left out, as in the short form of other tools: hashes of crates and disambiguators, lifetimes, types of constants.</remarks>
internal sealed class RustV0Name
{
    // References back can make a short name long and deep.
    private const int MaxLength = 1000, MaxDepth = 100;

    private readonly string _name;
    private readonly StringBuilder _text = new();
    private int _at = 2;
    private int _depth;
    private bool _failed;

    private RustV0Name(string name) => _name = name;

    /// <summary>The path, or null for what does not parse.</summary>
    public static string? TryDemangle(string name)
    {
        var parser = new RustV0Name(name);
        parser.Path(isValue: true);
        return parser._failed || parser._text.Length == 0 ? null : parser._text.ToString();
    }

    // A generic's arguments follow "::" in an expression (isValue), nothing in a type.
    private void Path(bool isValue)
    {
        if (!Enter())
        {
            return;
        }

        switch (Next())
        {
            case 'C':
                Disambiguator();
                _text.Append(Identifier());
                break;
            case 'M':
                ImplPath();
                Angle(() => Type());
                break;
            case 'X':
                ImplPath();
                Angle(() =>
                {
                    Type();
                    _text.Append(" as ");
                    Path(isValue: false);
                });
                break;
            case 'Y':
                Angle(() =>
                {
                    Type();
                    _text.Append(" as ");
                    Path(isValue: false);
                });
                break;
            case 'N':
                Nested(isValue);
                break;
            case 'I':
                Path(isValue);
                _text.Append(isValue ? "::" : "");
                Angle(() => List(GenericArgument));
                break;
            case 'B':
                Back(() => Path(isValue));
                break;
            default:
                _failed = true;
                break;
        }

        _depth--;
    }

    private void Nested(bool isValue)
    {
        var space = Next();
        Path(isValue);
        var number = Disambiguator();
        var identifier = Identifier();
        if (char.IsAsciiLetterUpper(space))
        {
            var what = space switch { 'C' => "closure", 'S' => "shim", _ => space.ToString() };
            _text.Append("::{").Append(what).Append(identifier.Length > 0 ? ":" : "").Append(identifier).Append('#').Append(number).Append('}');
        }
        else if (identifier.Length > 0)
        {
            _text.Append("::").Append(identifier);
        }
    }

    // Where an impl stands says nothing that its type does not.
    private void ImplPath()
    {
        Disambiguator();
        var length = _text.Length;
        Path(isValue: false);
        _text.Length = Math.Min(length, _text.Length);
    }

    private void Type()
    {
        if (!Enter())
        {
            return;
        }

        var c = Peek();
        if (Basic(c) is { } basic)
        {
            _at++;
            _text.Append(basic);
        }
        else if (c is 'C' or 'M' or 'X' or 'Y' or 'N' or 'I')
        {
            Path(isValue: false);
        }
        else
        {
            _at++;
            Compound(c);
        }

        _depth--;
    }

    private void Compound(char c)
    {
        switch (c)
        {
            case 'A':
                _text.Append('[');
                Type();
                _text.Append("; ");
                Constant();
                _text.Append(']');
                break;
            case 'S':
                _text.Append('[');
                Type();
                _text.Append(']');
                break;
            case 'T':
                _text.Append('(');
                var items = List(() => Type());
                _text.Append(items == 1 ? ",)" : ")");
                break;
            case 'R' or 'Q':
                if (Peek() == 'L')
                {
                    _at++;
                    Base62();
                }

                _text.Append(c == 'R' ? "&" : "&mut ");
                Type();
                break;
            case 'P' or 'O':
                _text.Append(c == 'P' ? "*const " : "*mut ");
                Type();
                break;
            case 'F':
                Signature();
                break;
            case 'D':
                Dynamic();
                break;
            case 'B':
                Back(() => Type());
                break;
            default:
                _failed = true;
                break;
        }
    }

    private void Signature()
    {
        Tagged('G');
        if (Peek() == 'U')
        {
            _at++;
            _text.Append("unsafe ");
        }

        if (Peek() == 'K')
        {
            _at++;
            var abi = "C";
            if (Peek() == 'C')
            {
                _at++;
            }
            else
            {
                abi = Identifier().Replace('_', '-');
            }

            _text.Append("extern \"").Append(abi).Append("\" ");
        }

        _text.Append("fn(");
        List(() => Type());
        _text.Append(')');
        if (Peek() == 'u')
        {
            _at++;
            return;
        }

        _text.Append(" -> ");
        Type();
    }

    private void Dynamic()
    {
        _text.Append("dyn ");
        Tagged('G');
        List(() =>
        {
            Path(isValue: false);
            while (Peek() == 'p' && !_failed)
            {
                _at++;
                _text.Append('<').Append(Identifier()).Append(" = ");
                Type();
                _text.Append('>');
            }
        }, " + ");
        if (Next() != 'L')
        {
            _failed = true;
        }

        Base62();
    }

    private void GenericArgument()
    {
        switch (Peek())
        {
            case 'L':
                _at++;
                Base62();
                _text.Append('_');
                break;
            case 'K':
                _at++;
                Constant();
                break;
            default:
                Type();
                break;
        }
    }

    private void Constant()
    {
        if (!Enter())
        {
            return;
        }

        var c = Next();
        if (c == 'p')
        {
            _text.Append('_');
        }
        else if (c == 'B')
        {
            Back(Constant);
        }
        else if (Basic(c) is not null)
        {
            if (Peek() == 'n')
            {
                _at++;
                _text.Append('-');
            }

            var end = _name.IndexOf('_', Math.Min(_at, _name.Length));
            var digits = end < 0 ? "" : _name[_at..end];
            _failed |= end < 0 || !digits.All(char.IsAsciiHexDigitLower);
            _at = end + 1;
            _text.Append(Value(c, digits));
        }
        else
        {
            _failed = true;
        }

        _depth--;
    }

    private static string Value(char type, string digits)
    {
        if (digits.Length > 16 || !ulong.TryParse(digits.Length == 0 ? "0" : digits, System.Globalization.NumberStyles.HexNumber, null, out var value))
        {
            return "0x" + digits;
        }

        return type switch
        {
            'b' => value == 0 ? "false" : "true",
            'c' when value is > 0x20 and < 0x7F => $"'{(char)value}'",
            _ => value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static string? Basic(char c) => c switch
    {
        'a' => "i8",
        'b' => "bool",
        'c' => "char",
        'd' => "f64",
        'e' => "str",
        'f' => "f32",
        'h' => "u8",
        'i' => "isize",
        'j' => "usize",
        'l' => "i32",
        'm' => "u32",
        'n' => "i128",
        'o' => "u128",
        'p' => "_",
        's' => "i16",
        't' => "u16",
        'u' => "()",
        'v' => "...",
        'x' => "i64",
        'y' => "u64",
        'z' => "!",
        _ => null,
    };

    private void Angle(Action inside)
    {
        _text.Append('<');
        inside();
        _text.Append('>');
    }

    // Items up to E.
    private int List(Action item, string separator = ", ")
    {
        var count = 0;
        while (!_failed && Peek() != 'E')
        {
            _text.Append(count++ > 0 ? separator : "");
            item();
        }

        _at++;
        return count;
    }

    // A reference to an earlier place of the name, counted behind _R.
    private void Back(Action read)
    {
        var start = _at - 1;
        var target = Base62() + 2;
        if (_failed || target >= start)
        {
            _failed = true;
            return;
        }

        var resume = _at;
        _at = (int)target;
        read();
        _at = resume;
    }

    private long Disambiguator() => Tagged('s');

    // 0 where the tag is missing, else 1 and the number behind it.
    private long Tagged(char tag)
    {
        if (Peek() != tag)
        {
            return 0;
        }

        _at++;
        return Base62() + 1;
    }

    private long Base62()
    {
        if (Peek() == '_')
        {
            _at++;
            return 0;
        }

        long value = 0;
        for (var c = Next(); c != '_'; c = Next())
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterLower(c) ? c - 'a' + 10 : char.IsAsciiLetterUpper(c) ? c - 'A' + 36 : -1;
            if (digit < 0)
            {
                _failed = true;
                return 0;
            }

            // Hashes pass 64 bits; nobody looks at them, and as a reference anything so large is wrong.
            value = Math.Min(value, 1L << 50) * 62 + digit;
        }

        return value + 1;
    }

    private string Identifier()
    {
        if (Peek() == 'u')
        {
            _at++; // Punycode: shown as it is
        }

        var length = 0;
        var digits = _at;
        while (char.IsAsciiDigit(Peek()) && length < _name.Length && (_at == digits || length > 0))
        {
            length = 10 * length + (Next() - '0');
        }

        if (_at > digits && Peek() == '_')
        {
            _at++;
        }

        if (_at == digits || length > _name.Length - _at)
        {
            _failed = true;
            return "";
        }

        _at += length;
        return _name.Substring(_at - length, length);
    }

    private bool Enter()
    {
        _failed |= ++_depth > MaxDepth || _text.Length > MaxLength;
        return !_failed;
    }

    private char Peek() => _at < _name.Length ? _name[_at] : '\0';

    private char Next()
    {
        var c = Peek();
        _failed |= c == '\0';
        _at++;
        return c;
    }
}
