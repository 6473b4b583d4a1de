// Which instruction sets this processor has, and so which kernels run.
#include <cstdlib>
#include <cstring>

#include "choice.h"
#include "kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace stagecraft {

#if defined(__x86_64__)
namespace amx {
extern const Kernels kernels;
bool tilesAgree();
}
namespace avx512bf16 {
extern const Kernels kernels;
bool pairsPay();
}
namespace avx512 {
extern const Kernels kernels;
}
namespace avx2 {
extern const Kernels kernels;
}

namespace {

bool beginsWith(const char *name, const char *with) { return std::strncmp(name, with, std::strlen(with)) == 0; }

// The widest that oneDNN's own variable allows, so that one setting masks TensorFlow's kernels and these.
Set widestAllowed() {
  const char *most = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (most == nullptr || std::strcmp(most, "DEFAULT") == 0 || std::strcmp(most, "ALL") == 0 || std::strstr(most, "AMX") != nullptr)
    return Set::amx;
  if (std::strcmp(most, "AVX512_CORE") == 0 || std::strcmp(most, "AVX512_CORE_VNNI") == 0) return Set::avx512;
  if (beginsWith(most, "AVX512") || beginsWith(most, "AVX10")) return Set::avx512bf16;
  return beginsWith(most, "AVX2") ? Set::avx2 : Set::none;
}

// A process has to ask Linux for the registers of tiles, once for all its threads (Documentation/arch/x86/xstate.rst).
bool mayUseTiles() {
#if defined(__linux__)
  constexpr unsigned hasBfloat16 = 1u << 22, hasTiles = 1u << 24;
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & hasBfloat16) == 0 || (d & hasTiles) == 0) return false;
  constexpr long askForPermission = 0x1023, dataOfTiles = 18;
  return syscall(SYS_arch_prctl, askForPermission, dataOfTiles) == 0;
#else
  return false;
#endif
}

Set widestOfProcessor() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Set::none;
  const bool hasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512dq");
  if (!hasAvx512) return Set::avx2;
  if (!__builtin_cpu_supports("avx512bf16")) return Set::avx512;
  return mayUseTiles() ? Set::amx : Set::avx512bf16;
}

const Kernels *kernelsOf(Set set) {
  switch (set) {
    case Set::amx:
      return &amx::kernels;
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

// Products by tiles were never run where they were written: where they are not used, the name says it.
const Kernels *chosen() {
  const Choice choice = choose(widestAllowed(), {widestOfProcessor(), amx::tilesAgree, avx512bf16::pairsPay});
  if (!choice.tilesDisagree) return kernelsOf(choice.set);
  static Kernels without = *kernelsOf(choice.set);
  without.name = choice.set == Set::avx512bf16 ? "AVX-512 BF16 (AMX disagrees)" : "AVX-512 (AMX disagrees)";
  return &without;
}

}  // namespace

const Kernels *kernelsHere() {
  static const Kernels *const here = chosen();
  return here;
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
