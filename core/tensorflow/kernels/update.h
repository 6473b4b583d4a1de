// One pass over all parameters of a step: each of their numbers is read once with all that belongs to it, and written once. As nodes of TensorFlow the decay,
// the sum with the gradient and the step are a pass each, for one parameter after the other, with memory made for two of them.
#pragma once

#include "kernels.h"
#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// v ← m v + (g + λ w), w ← w − rate · v, or, with Nesterov's momentum, w ← w − rate · (g + λ w + m v); as PyTorch's SGD.
template <bool Nesterov>
struct MomentumRule {
  Momentum call;

  template <class Part>
  void at(const Parameter &of, int64_t index, Part part) const {
    const Vector value = take(of.value + index, part);
    const Vector total = take(of.gradient + index, part) + value * (of.decayed ? call.decay : 0);
    const Vector velocity = take(of.first + index, part) * call.momentum + total;
    put(of.first + index, velocity, part);
    put(of.next + index, value - of.rate * (Nesterov ? total + velocity * call.momentum : velocity), part);
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
  Adam call;

  template <class Part>
  void at(const Parameter &of, int64_t index, Part part) const {
    const Vector gradient = take(of.gradient + index, part), value = take(of.value + index, part);
    const Vector oldMean = take(of.first + index, part), oldSquare = take(of.second + index, part);
    const Vector mean = oldMean + (gradient - oldMean) * (1 - call.beta1);
    const Vector square = oldSquare + (gradient * gradient - oldSquare) * (1 - call.beta2);
    put(of.first + index, mean, part);
    put(of.second + index, square, part);
    const Vector kept = value - value * (of.decayed ? of.rate * call.decay : 0);
    put(of.next + index, kept - call.step * mean / (rootOf(square) + call.stabiliser), part);
  }
};

// v ← m v + rate · λₗ · (g + β w), w ← w − v (You et al. 2017, algorithm 1), with a rate that is λₗ times the step's.
struct LarsRule {
  Lars call;

  template <class Part>
  void at(const Parameter &of, int64_t index, Part part) const {
    const Vector value = take(of.value + index, part);
    const Vector total = take(of.gradient + index, part) + value * (of.decayed ? call.decay : 0);
    const Vector velocity = take(of.first + index, part) * call.momentum + total * of.rate;
    put(of.first + index, velocity, part);
    put(of.next + index, value - velocity, part);
  }
};

// Calls `work(index, part)` for each vector of a stretch.
template <class Work>
inline void overStretch(const Stretch &of, const Work &work) {
  int64_t index = of.from;
  for (; index + lanes <= of.to; index += lanes) work(index, Whole());
  if (index < of.to) work(index, static_cast<int>(of.to - index));
}

template <class Work>
inline void overStretches(const Threads &threads, const Updates &updates, const Work &work) {
  inPieces(threads, updates.count, Updates::longest / 4, [&](int64_t which) { work(which); });
}

template <class Rule>
inline void updateAll(const Threads &threads, const Updates &updates, const Rule &rule) {
  overStretches(threads, updates, [&](int64_t which) {
    const Stretch stretch = updates.stretches[which];
    // Copies, which nothing that is stored can change.
    const Parameter parameter = *stretch.parameter;
    const Rule here = rule;
    overStretch(stretch, [&](int64_t index, auto part) { here.at(parameter, index, part); });
  });
}

inline void updateByMomentum(const Threads &threads, const Updates &updates, const Momentum &call) {
  if (call.nesterov)
    updateAll(threads, updates, MomentumRule<true>{call});
  else
    updateAll(threads, updates, MomentumRule<false>{call});
}

inline void updateByAdam(const Threads &threads, const Updates &updates, const Adam &call) { updateAll(threads, updates, AdamRule{call}); }

// In double precision.
inline double sumOfSquares(const float *numbers, const Stretch &of) {
  typedef float Half __attribute__((vector_size(lanes * 2)));
  typedef double Doubles __attribute__((vector_size(lanes * 4)));
  Doubles sums[2] = {};
  overStretch(of, [&](int64_t index, auto part) {
    Half halves[2];
    const Vector all = take(numbers + index, part);
    memcpy(halves, &all, sizeof all);
    for (int half = 0; half < 2; half++) {
      const Doubles wide = __builtin_convertvector(halves[half], Doubles);
      sums[half] += wide * wide;
    }
  });
  const Doubles both = sums[0] + sums[1];
  double sum = 0;
  for (int lane = 0; lane < lanes / 2; lane++) sum += both[lane];
  return sum;
}

// λₗ = trust · ‖w‖ ÷ (‖g‖ + β ‖w‖); 1 where a norm is zero or no number.
inline float adaptation(double squaresOfValue, double squaresOfGradient, const Lars &call) {
  if (!(squaresOfValue > 0 && squaresOfGradient > 0)) return 1;
  const double norm = __builtin_sqrt(squaresOfValue);
  return static_cast<float>(call.trust * norm / (__builtin_sqrt(squaresOfGradient) + call.decay * norm));
}

// Norms first: sums of stretches, put together in their order.
inline void updateByLars(const Threads &threads, const Updates &updates, const Lars &call) {
  overStretches(threads, updates, [&](int64_t which) {
    const Stretch &stretch = updates.stretches[which];
    call.squares[2 * which] = sumOfSquares(stretch.parameter->value, stretch);
    call.squares[2 * which + 1] = sumOfSquares(stretch.parameter->gradient, stretch);
  });
  double ofValue = 0, ofGradient = 0;
  for (int64_t which = 0; which < updates.count; which++) {
    const Stretch &stretch = updates.stretches[which];
    Parameter &parameter = *stretch.parameter;
    ofValue = call.squares[2 * which] + (stretch.from > 0 ? ofValue : 0);
    ofGradient = call.squares[2 * which + 1] + (stretch.from > 0 ? ofGradient : 0);
    if (stretch.to == parameter.count && parameter.decayed) parameter.rate *= adaptation(ofValue, ofGradient, call);
  }
  updateAll(threads, updates, LarsRule{call});
}

}  // namespace stagecraft::STAGECRAFT_TARGET
