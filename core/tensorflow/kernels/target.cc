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

}  // namespace STAGECRAFT_TARGET
}  // namespace stagecraft
