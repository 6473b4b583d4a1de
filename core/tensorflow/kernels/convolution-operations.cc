// 3×3 convolutions of stride 1, by Winograd's products, as operations of TensorFlow.
#include "convolution-operations.h"

namespace stagecraft {
namespace {

struct Winograd {
  explicit Winograd(Attributes &) {}

  static std::string name(const char *what) { return std::string("StagecraftConvolution") + what; }
  static std::vector<const char *> attributes(std::vector<const char *> all) { return all; }
  Convolution shape(const Tensor &map, int64_t channelsIn, int64_t channelsOut) const { return shapeOf(map, channelsIn, channelsOut); }

  static constexpr auto forward = &Kernels::convolutionForward;
  static constexpr auto withStatistics = &Kernels::convolutionWithStatistics;
  static constexpr auto normalised = &Kernels::convolutionNormalised;
  static constexpr auto byInput = &Kernels::convolutionByInput;
  static constexpr auto byWeights = &Kernels::convolutionByWeights;
  static constexpr auto room = &Kernels::roomOfConvolution;
  static constexpr auto sums = &Kernels::sumsOfWeights;
};

}  // namespace

void registerConvolution() { registerWay<Winograd>(); }

}  // namespace stagecraft
