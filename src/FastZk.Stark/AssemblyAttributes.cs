// Stack buffers here are filled before they are read; those that count on zeros clear themselves.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
