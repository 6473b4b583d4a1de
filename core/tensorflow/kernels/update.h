// A parameter's update in one pass: each of its numbers is read once with all that belongs to it, and written once. As nodes of TensorFlow the decay, the
// sum with the gradient and the step are a pass each, with memory made for two of them.
#pragma once

#include "kernels.h"
#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// v ← m v + (g + λ w), w ← w − rate · v, or, with Nesterov's momentum, w ← w − rate · (g + λ w + m v); as PyTorch's SGD.
template <bool Nesterov>
struct MomentumRule {
  const MomentumUpdate &call;

  template <class Part>
  void at(int64_t index, Part part) const {
    const Vector value = take(call.value + index, part);
    const Vector total = take(call.gradient + index, part) + value * call.decay;
    const Vector velocity = take(call.velocity + index, part) * call.momentum + total;
    put(call.velocity + index, velocity, part);
    put(call.next + index, value - call.rate * (Nesterov ? total + velocity * call.momentum : velocity), part);
  }
};

inline Vector rootOf(Vector value) {
  float numbers[lanes];
  store(numbers, value);
  for (int lane = 0; lane < lanes; lane++) numbers[lane] = __builtin_sqrtf(numbers[lane]);
  return load(numbers);
}

// m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², w ← w − rate · λ w − step · m ÷ (√s + ε′), where step and ε′ hold the corrections of m and s for their
// start at zero; as PyTorch's AdamW (Loshchilov & Hutter 2019, algorithm 2).
struct AdamRule {
  const AdamUpdate &call;

  template <class Part>
  void at(int64_t index, Part part) const {
    const Vector gradient = take(call.gradient + index, part), value = take(call.value + index, part);
    const Vector oldMean = take(call.mean + index, part), oldSquare = take(call.square + index, part);
    const Vector mean = oldMean + (gradient - oldMean) * (1 - call.beta1);
    const Vector square = oldSquare + (gradient * gradient - oldSquare) * (1 - call.beta2);
    put(call.mean + index, mean, part);
    put(call.square + index, square, part);
    put(call.next + index, value - value * call.decay - call.step * mean / (rootOf(square) + call.stabiliser), part);
  }
};

template <class Rule>
inline void updateAll(const Threads &threads, int64_t count, const Rule &rule) {
  constexpr int64_t atOnce = 16384;
  inPieces(threads, (count + atOnce - 1) / atOnce, atOnce / 4, [&](int64_t piece) {
    const int64_t end = least(count, (piece + 1) * atOnce);
    int64_t index = piece * atOnce;
    for (; index + lanes <= end; index += lanes) rule.at(index, Whole());
    if (index < end) rule.at(index, static_cast<int>(end - index));
  });
}

inline void updateByMomentum(const Threads &threads, const MomentumUpdate &call) {
  if (call.nesterov)
    updateAll(threads, call.count, MomentumRule<true>{call});
  else
    updateAll(threads, call.count, MomentumRule<false>{call});
}

inline void updateByAdam(const Threads &threads, const AdamUpdate &call) { updateAll(threads, call.count, AdamRule{call}); }

}  // namespace stagecraft::STAGECRAFT_TARGET
