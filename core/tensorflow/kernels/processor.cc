// Which instruction sets this processor has, and so which kernels run.
#include <cstdlib>
#include <cstring>

#include "kernels.h"

namespace stagecraft {

#if defined(__x86_64__)
namespace avx512bf16 {
extern const Kernels kernels;
}
namespace avx512 {
extern const Kernels kernels;
}
namespace avx2 {
extern const Kernels kernels;
}

namespace {

enum class Set { none, avx2, avx512, avx512bf16 };

bool beginsWith(const char *name, const char *with) { return std::strncmp(name, with, std::strlen(with)) == 0; }

// The widest that oneDNN's own variable allows, so that one setting masks TensorFlow's kernels and these.
Set widestAllowed() {
  const char *most = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (most == nullptr || std::strcmp(most, "DEFAULT") == 0 || std::strcmp(most, "ALL") == 0) return Set::avx512bf16;
  if (std::strcmp(most, "AVX512_CORE") == 0 || std::strcmp(most, "AVX512_CORE_VNNI") == 0) return Set::avx512;
  if (beginsWith(most, "AVX512") || beginsWith(most, "AVX10")) return Set::avx512bf16;
  return beginsWith(most, "AVX2") ? Set::avx2 : Set::none;
}

Set widestOfProcessor() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Set::none;
  const bool hasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512dq");
  if (!hasAvx512) return Set::avx2;
  return __builtin_cpu_supports("avx512bf16") ? Set::avx512bf16 : Set::avx512;
}

}  // namespace

const Kernels *kernelsHere() {
  const Set allowed = widestAllowed(), here = widestOfProcessor();
  switch (allowed < here ? allowed : here) {
    case Set::avx512bf16:
      return &avx512bf16::kernels;
    case Set::avx512:
      return &avx512::kernels;
    case Set::avx2:
      return &avx2::kernels;
    case Set::none:
      break;
  }
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
