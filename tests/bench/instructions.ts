/** What of the processor the engines may use: each library's own variable, set for all of them, hides AVX-512 from it. */

export const instructionLimits = ['all', 'avx2'] as const
export type InstructionLimit = (typeof instructionLimits)[number]

/** TensorFlow's own code (Eigen) is compiled for AVX alone and needs no variable. */
export const maskedEnvironment: { readonly [limit in InstructionLimit]: NodeJS.ProcessEnv } = {
  all: {},
  avx2: {
    // oneDNN, in TensorFlow and in PyTorch, and our own kernels.
    ONEDNN_MAX_CPU_ISA: 'AVX2',
    // PyTorch's own kernels, and the vectors that torch.compile writes.
    ATEN_CPU_CAPABILITY: 'avx2',
    // What torch.compile's compiler makes of the rest.
    TORCHINDUCTOR_CPP_MARCH: 'x86-64-v3',
    MKL_ENABLE_INSTRUCTIONS: 'AVX2',
    XLA_FLAGS: '--xla_cpu_max_isa=AVX2',
  },
}
