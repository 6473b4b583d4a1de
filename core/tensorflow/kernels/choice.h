// Which kernels run, from what a processor has and how it fares with it.
#pragma once

namespace stagecraft {

enum class Set { none, avx2, avx512, avx512bf16, amx };

struct Processor {
  // The widest that it has.
  Set has;
  // Whether products by tiles come out right; asked only where there are tiles.
  bool (*tilesAgree)();
  // Whether AVX-512's products of bfloat16 take less time than float32's; asked only where there are some.
  bool (*pairsPay)();
};

struct Choice {
  Set set;
  // There are tiles, and they are not used.
  bool tilesDisagree;
};

inline Choice choose(Set allowed, const Processor &processor) {
  const Set most = allowed < processor.has ? allowed : processor.has;
  if (most < Set::avx512bf16) return {most, false};
  const bool disagree = most == Set::amx && !processor.tilesAgree();
  if (most == Set::amx && !disagree) return {Set::amx, false};
  return {processor.pairsPay() ? Set::avx512bf16 : Set::avx512, disagree};
}

}  // namespace stagecraft
