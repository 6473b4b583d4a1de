// Updates of parameters.
#pragma once

#include "checking.h"

namespace {

void checkUpdates(const Kernels &kernels, Draw &draw, bool withNone) {
  const size_t count = static_cast<size_t>(draw.oneOf({1, 7, 16, 33, 1000, 16384, 40001}));
  const bool nesterov = draw.below(2) == 0, inPlace = draw.below(2) == 0;
  const float rate = 0.1f, momentum = 0.9f, decay = draw.below(2) == 0 ? 0.0f : 5e-4f, beta1 = 0.9f, beta2 = 0.999f;
  const std::vector<float> value = floats(draw, count, 0, 0.3), velocity = floats(draw, count, 0, 0.1), mean = floats(draw, count, 0, 0.1);
  std::vector<float> gradient = floats(draw, count, 0, draw.between(1e-4, 1)), square = floats(draw, count, 0, 0.1);
  for (float &number : square) number = std::abs(number);
  if (withNone) gradient[static_cast<size_t>(draw.below(static_cast<int>(count)))] = NAN;
  char where[80];
  snprintf(where, sizeof where, "%zu numbers, decay %g%s%s", count, decay, nesterov ? ", Nesterov" : "", inPlace ? ", in place" : "");

  struct Result {
    std::vector<float> byMomentum, velocity, byAdam, mean, square;
    bool operator==(const Result &other) const {
      const auto same = [](const std::vector<float> &a, const std::vector<float> &b) { return memcmp(a.data(), b.data(), sizeof(float) * a.size()) == 0; };
      return same(byMomentum, other.byMomentum) && same(velocity, other.velocity) && same(byAdam, other.byAdam) && same(mean, other.mean) &&
             same(square, other.square);
    }
  };
  const float step = 0.05f, stabiliser = 1e-6f;
  const auto run = [&](int threads) {
    Pool pool{threads};
    Result result{gradient, velocity, gradient, mean, square};
    const auto read = [&](const std::vector<float> &next) { return inPlace ? next.data() : gradient.data(); };
    kernels.updateByMomentum(threadsOf(pool), {static_cast<int64_t>(count), value.data(), read(result.byMomentum), result.byMomentum.data(),
                                               result.velocity.data(), rate, momentum, decay, nesterov});
    kernels.updateByAdam(threadsOf(pool), {static_cast<int64_t>(count), value.data(), read(result.byAdam), result.byAdam.data(), result.mean.data(),
                                           result.square.data(), beta1, beta2, rate * decay, step, stabiliser});
    return result;
  };
  const Result one = run(1);
  if (!(one == run(3)) && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);
  for (size_t i = 0; i < count; i++) {
    const double g = gradient[i], w = value[i], total = g + static_cast<double>(decay) * w;
    const double moved = static_cast<double>(momentum) * velocity[i] + total;
    const double size = std::abs(w) + std::abs(g) + std::abs(velocity[i]);
    compare("update by momentum, velocity", 4 * epsilon32, where, one.velocity[i], moved, size);
    compare("update by momentum", 4 * epsilon32, where, one.byMomentum[i],
            w - rate * (nesterov ? total + static_cast<double>(momentum) * moved : moved), size);
    const double m = mean[i] + (g - mean[i]) * (1.0 - beta1), s = square[i] + (g * g - square[i]) * (1.0 - beta2);
    compare("update by Adam, mean", 4 * epsilon32, where, one.mean[i], m, std::abs(mean[i]) + std::abs(g));
    compare("update by Adam, square", 4 * epsilon32, where, one.square[i], s, square[i] + g * g + 1e-30);
    const double change = step * m / (std::sqrt(s) + stabiliser);
    compare("update by Adam", 64 * epsilon32, where, one.byAdam[i], w - static_cast<double>(rate * decay) * w - change,
            std::abs(w) + step * (std::abs(mean[i]) + std::abs(g)) / (std::sqrt(s) + stabiliser));
  }
}

}  // namespace
