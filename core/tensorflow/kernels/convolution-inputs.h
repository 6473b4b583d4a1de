// What operations are told of a convolution. Maps are NHWC and of type T, weights HWIO; all but maps is float32.
#pragma once

#include "batch-norm-inputs.h"

namespace stagecraft {

inline constexpr const char *types = "T: {float, bfloat16}";
inline constexpr const char *epsilons = "epsilon: float";
// BN that the input passes on its way in, followed by ReLU: four of [channels], its scale, offset, mean and variance, or none of them.
inline constexpr const char *beforeValues = "before_values: int >= 0";
inline constexpr const char *before = "before: before_values * float";

inline Convolution shapeOf(const Tensor &map, int64_t channelsIn, int64_t channelsOut) {
  return {map.size(0), static_cast<int>(map.size(1)), static_cast<int>(map.size(2)), static_cast<int>(channelsIn),
          static_cast<int>(channelsOut)};
}

// Shapes of its maps and weights.
using Sides = std::vector<int64_t>;

inline Sides inputOf(const Convolution &of) { return {of.batch, of.height, of.width, of.channelsIn}; }
inline Sides outputOf(const Convolution &of) { return {of.batch, of.height, of.width, of.channelsOut}; }
inline Sides weightsOf(const Convolution &of) { return {3, 3, of.channelsIn, of.channelsOut}; }

inline Sides inputOf(const DirectConvolution &of) { return {of.batch, of.height, of.width, of.channelsIn}; }
inline Sides outputOf(const DirectConvolution &of) { return {of.batch, of.down, of.across, of.channelsOut}; }
inline Sides weightsOf(const DirectConvolution &of) { return {of.rows, of.columns, of.channelsIn, of.channelsOut}; }

inline int64_t pixelsOf(const Sides &map) { return map[0] * map[1] * map[2]; }

// Calls `compute` with the normalisation before a convolution, null where there is none.
class Before {
 public:
  explicit Before(Attributes &attributes) : has_(attributes.integer("before_values") > 0), epsilon_(attributes.number("epsilon")) {}

  int count() const { return has_ ? BatchNormInputs::count : 0; }

  template <class Compute>
  void with(Call &call, int first, int64_t pixels, const Compute &compute) const {
    if (!has_) return compute(nullptr);
    const BatchNormInputs inputs(call, first);
    const Normalisation normalisation = inputs.of(pixels, epsilon_);
    compute(&normalisation);
  }

 private:
  bool has_;
  float epsilon_;
};

}  // namespace stagecraft
