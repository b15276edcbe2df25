// Stack buffers here are filled before they are read.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
