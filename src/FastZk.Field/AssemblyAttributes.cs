// Kernels fill every stack buffer before they read it; zeroing it first costs more than some of the kernels.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
