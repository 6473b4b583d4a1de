// 3×3 convolutions of stride 1 as operations of TensorFlow. Maps are NHWC and of type T, weights HWIO and float32.
#include "operation.h"
#include "threads.h"

namespace stagecraft {
namespace {

constexpr const char *types = "T: {float, bfloat16}";

const Definition forwardDefinition{"StagecraftConvolution", {types}, {"input: T", "weights: float"}, {"output: T"}};
const Definition byInputDefinition{"StagecraftConvolutionByInput", {types}, {"gradient: T", "weights: float"}, {"by_input: T"}};
const Definition byWeightsDefinition{"StagecraftConvolutionByWeights", {types}, {"input: T", "gradient: T"}, {"by_weights: float"}};

Convolution shapeOf(const Tensor &map, int64_t channelsIn, int64_t channelsOut) {
  return {map.size(0), static_cast<int>(map.size(1)), static_cast<int>(map.size(2)), static_cast<int>(channelsIn),
          static_cast<int>(channelsOut)};
}

// Forward, or by the input: both read a map and the weights, and give a map.
template <bool isForward>
class OfMapOperation {
 public:
  explicit OfMapOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor map = call.input(0), weights = call.input(1);
    const Convolution of = shapeOf(map, weights.size(2), weights.size(3));
    const Tensor result = call.output(0, {of.batch, of.height, of.width, isForward ? of.channelsOut : of.channelsIn});
    const Tensor transformed = call.temporary(kernelsHere()->transformedWeights(of));
    const auto kernel = isForward ? kernelsHere()->convolutionForward : kernelsHere()->convolutionByInput;
    kernel(threadsHere(), call.type(), {of, map.data<void>(), weights.data<float>(), result.data<void>(), transformed.data<float>()});
  }
};

class ByWeightsOperation {
 public:
  explicit ByWeightsOperation(Attributes) {}

  void compute(Call &call) const {
    const Tensor input = call.input(0), gradient = call.input(1);
    const Convolution of = shapeOf(input, input.size(3), gradient.size(3));
    const Tensor byWeights = call.floats(0, {3, 3, of.channelsIn, of.channelsOut});
    const Tensor sums = call.temporary(kernelsHere()->sumsOfWeights(of));
    kernelsHere()->convolutionByWeights(threadsHere(), call.type(),
                                        {of, input.data<void>(), gradient.data<void>(), byWeights.data<float>(), sums.data<float>()});
  }
};

}  // namespace

void registerConvolution() {
  registerOperation<OfMapOperation<true>>(forwardDefinition);
  registerOperation<OfMapOperation<false>>(byInputDefinition);
  registerOperation<ByWeightsOperation>(byWeightsDefinition);
}

}  // namespace stagecraft
