// All kernels for one instruction set; compiled once for each, see vector.h.
#include "batch-norm-backward.h"
#include "batch-norm-forward.h"
#include "direct-by-input.h"
#include "direct-by-weights.h"
#include "direct-forward.h"
#include "direct-gradients.h"
#include "kernels.h"
#include "max-pool.h"
#include "update.h"
#include "winograd-by-weights.h"
#include "winograd-convolution.h"
#include "winograd-gradients.h"

namespace stagecraft {
namespace STAGECRAFT_TARGET {

// Calls the kernel of the type of number that is asked for at run time.
#define FOR_BOTH_TYPES(kernel, Call)                                         \
  [](const Threads &threads, Type type, const Call &call) {                  \
    if (type == Type::float32)                                               \
      kernel<float>(threads, call);                                          \
    else                                                                     \
      kernel<Bfloat16>(threads, call);                                       \
  }

extern const Kernels kernels = {
    STAGECRAFT_NAME,
    FOR_BOTH_TYPES(batchNormForward, BatchNormForward),
    FOR_BOTH_TYPES(applyBatchNorm, BatchNormApply),
    FOR_BOTH_TYPES(batchNormSums, BatchNormSums),
    FOR_BOTH_TYPES(batchNormByInput, BatchNormByInput),
    FOR_BOTH_TYPES(convolutionForward, ConvolutionForward),
    FOR_BOTH_TYPES(convolutionWithStatistics, ConvolutionWithStatistics),
    FOR_BOTH_TYPES(convolutionNormalised, ConvolutionNormalised),
    FOR_BOTH_TYPES(convolutionByInput, ConvolutionByInput),
    FOR_BOTH_TYPES(convolutionByWeights, ConvolutionByWeights),
    FOR_BOTH_TYPES(convolutionGradients, ConvolutionGradients),
    FOR_BOTH_TYPES(directForward, DirectForward),
    FOR_BOTH_TYPES(directWithStatistics, DirectWithStatistics),
    FOR_BOTH_TYPES(directNormalised, DirectNormalised),
    FOR_BOTH_TYPES(directByInput, DirectByInput),
    FOR_BOTH_TYPES(directByWeights, DirectByWeights),
    FOR_BOTH_TYPES(directGradients, DirectGradients),
    FOR_BOTH_TYPES(maxPoolForward, MaxPoolForward),
    FOR_BOTH_TYPES(maxPoolByInput, MaxPoolByInput),
    updateByMomentum,
    updateByAdam,
    updateByLars,
    roomOfConvolution,
    sumsOfWeights,
    roomOfGradients,
    roomOfDirect,
    directSums,
    roomOfDirectGradients,
};

#if defined(__AVX512BF16__) && !defined(STAGECRAFT_TILES)
// Times the register tile of direct products on matrices in the first cache, both ways in turns. Processors differ by powers of two: on AMD's Zen 5 pairs take half the time, on
// Intel's Emerald Rapids twice as long. The bound lies between half and as long, and the least of many turns is taken, so that a processor gets one answer every time: what a run
// computes hangs on it.
extern bool pairsPay() {
  constexpr int rows = rowsOfSums<4>(), columns = 4 * lanes, numbers = 128, turns = 40;
  static float a[rows * numbers], b[numbers * columns], sums[rows * columns];
  const auto now = [] { return static_cast<int64_t>(__rdtsc()); };
  const auto time = [&](auto operands) {
    using Operands = decltype(operands);
    const int64_t before = now();
    for (int time = 0; time < 8; time++)
      multiplyPanel<Operands, rows, 4>(a, numbers, b, sums, columns, words<Operands>(numbers), time > 0, noLines);
    return now() - before;
  };
  int64_t ofPairs = INT64_MAX, ofFloats = INT64_MAX;
  for (int turn = 0; turn < turns; turn++) {
    ofPairs = least(ofPairs, time(Pairs{}));
    ofFloats = least(ofFloats, time(Floats{}));
  }
  return 4 * ofPairs < 3 * ofFloats;
}
#endif

#ifdef STAGECRAFT_TILES
// One product by tiles beside the same by AVX-512 BF16, over rows, columns and depth that fill registers and that do not. Its numbers are small and whole: however
// they are added up, sums are the same.
extern bool tilesAgree() {
  constexpr int rows = 53, words = 41, columns = 3 * lanes;
  static float a[rows * words], b[words * columns], byTiles[rows * columns], byVectors[rows * columns];
  const auto upperHalf = [](int number) {
    const float value = static_cast<float>(number);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 16;
  };
  const auto fill = [&](float *to, int count, int key) {
    for (int at = 0; at < count; at++) {
      const uint32_t pair = upperHalf((at * 7 + key) % 17 - 8) | upperHalf((at * 5 + key) % 13 - 6) << 16;
      memcpy(to + at, &pair, sizeof pair);
    }
  };
  fill(a, rows * words, 1);
  fill(b, words * columns, 2);
  multiplyByTiles({a, words, b, columns, byTiles, columns, false}, rows, words, columns);
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column += lanes)
      multiply<Pairs, 1, 1, 0>(a + row * words, words, b + column, columns, byVectors + row * columns + column, columns, words);
  return memcmp(byTiles, byVectors, sizeof byTiles) == 0;
}
#endif

}  // namespace STAGECRAFT_TARGET
}  // namespace stagecraft
