// Which instruction sets this processor has, and so which kernels run.
#include <cstdlib>
#include <cstring>

#include "kernels.h"

namespace stagecraft {

#if defined(__x86_64__)
namespace avx512 {
extern const Kernels kernels;
}
namespace avx2 {
extern const Kernels kernels;
}

namespace {

// oneDNN's own variable, so that one setting masks TensorFlow's kernels and these: AVX512_CORE and above allow all, AVX2 and its like AVX2, less nothing.
bool isAllowed(const char *set) {
  const char *most = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (most == nullptr || std::strcmp(most, "DEFAULT") == 0 || std::strcmp(most, "ALL") == 0) return true;
  if (std::strncmp(most, "AVX512", 6) == 0 || std::strncmp(most, "AVX10", 5) == 0) return true;
  return std::strncmp(most, "AVX2", 4) == 0 && std::strcmp(set, "AVX2") == 0;
}

}  // namespace

const Kernels *kernelsHere() {
  __builtin_cpu_init();
  const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  if (hasAvx512 && isAllowed("AVX-512")) return &avx512::kernels;
  if (hasAvx2 && isAllowed("AVX2")) return &avx2::kernels;
  return nullptr;
}
#elif defined(__aarch64__)
namespace neon {
extern const Kernels kernels;
}

// Every ARM processor of 64 bits has NEON.
const Kernels *kernelsHere() { return &neon::kernels; }
#else
const Kernels *kernelsHere() { return nullptr; }
#endif

}  // namespace stagecraft
