// Every kernel against the same sums computed directly in double precision, over shapes drawn by a counter: `check COUNT SEED`. Also that any number
// of threads gives the same bits, that what is no number comes out as such, and that nothing beyond a tensor is touched (with the address sanitizer).
// Prints the largest error of each kernel, relative to the size of the numbers it sums; leaves with 1 where one is above its bound.
#include "check-ahead.h"
#include "check-batch-norm.h"
#include "check-choice.h"
#include "check-convolution.h"
#include "check-direct-joined.h"
#include "check-direct.h"
#include "check-extremes.h"
#include "check-gradients.h"
#include "check-joined.h"
#include "check-max-pool.h"
#include "check-updates.h"

int main(int argc, char **argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 200;
  const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const Kernels *kernels = kernelsHere();
  if (kernels == nullptr) {
    printf("no kernels for this processor\n");
    return 0;
  }
  printf("%s\n", kernels->name);
  checkChoice();
  for (int index = 0; index < count; index++) {
    Draw draw{seed * 1'000'003 + static_cast<uint64_t>(index)};
    const bool withNone = draw.below(8) == 0;
    checkAhead(draw);
    checkConvolution(*kernels, draw, withNone);
    checkDirectConvolution(*kernels, draw, withNone);
    checkBatchNorm(*kernels, draw, withNone);
    checkMaxPool(*kernels, draw, withNone);
    checkUpdates(*kernels, draw, withNone);
    checkJoined(*kernels, draw);
    checkGradients(*kernels, draw);
    checkExtremes(*kernels, draw);
    checkDirectJoined(*kernels, draw, withNone);
    checkDirectGradients(*kernels, draw);
  }
  for (const auto &[what, found] : worst) printf("%-34s %.2g of %.2g at %s\n", what.c_str(), found.error, bounds[what], found.where.c_str());
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
