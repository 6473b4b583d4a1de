// The ways of computing a convolution: what their operations are told, and which kernels compute it.
#pragma once

#include <string>

#include "convolution-inputs.h"

namespace stagecraft {

// 3×3 convolutions of stride 1 by Winograd's products.
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
  static constexpr auto gradients = &Kernels::convolutionGradients;
  static constexpr auto roomOfGradients = &Kernels::roomOfGradients;
};

// Convolutions of any kernel, stride and padding by direct ones.
class Direct {
 public:
  // Sides of the map and of the kernel, zeros above and left of the map, sides of the output.
  explicit Direct(Attributes &attributes) {
    const auto whole = [&](const char *name) { return static_cast<int>(attributes.integer(name)); };
    of_ = {0,           whole("height"), whole("width"), 0,            0, whole("rows"), whole("columns"), whole("stride"), whole("top"), whole("left"),
           whole("down"), whole("across")};
  }

  static std::string name(const char *what) { return std::string("StagecraftDirectConvolution") + what; }
  static std::vector<const char *> attributes(std::vector<const char *> all) {
    for (const char *one : {"height: int", "width: int", "rows: int", "columns: int", "stride: int", "top: int", "left: int", "down: int", "across: int"})
      all.push_back(one);
    return all;
  }
  DirectConvolution shape(const Tensor &map, int64_t channelsIn, int64_t channelsOut) const {
    DirectConvolution of = of_;
    of.batch = map.size(0);
    of.channelsIn = static_cast<int>(channelsIn);
    of.channelsOut = static_cast<int>(channelsOut);
    return of;
  }

  static constexpr auto forward = &Kernels::directForward;
  static constexpr auto withStatistics = &Kernels::directWithStatistics;
  static constexpr auto normalised = &Kernels::directNormalised;
  static constexpr auto byInput = &Kernels::directByInput;
  static constexpr auto byWeights = &Kernels::directByWeights;
  static constexpr auto room = &Kernels::roomOfDirect;
  static constexpr auto sums = &Kernels::directSums;
  static constexpr auto gradients = &Kernels::directGradients;
  static constexpr auto roomOfGradients = &Kernels::roomOfDirectGradients;

 private:
  DirectConvolution of_;
};

}  // namespace stagecraft
