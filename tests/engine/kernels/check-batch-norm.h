// BN with the addition and ReLU behind it, forward and backward.
#pragma once

#include "checking.h"

namespace {

void checkBatchNorm(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int channels = draw.oneOf({1, 3, 4, 7, 8, 12, 16, 17, 31, 32, 64, 65, 100, 130});
  const int64_t pixels = draw.oneOf({1, 2, 3, 7, 49, 196, 625, 1024, 4099});
  const bool relu = draw.below(2) == 0, hasShortcut = draw.below(2) == 0, hasSecond = draw.below(3) == 0;
  const double centre = draw.oneOf({0, 0, 1, -50, 3000}), spread = draw.oneOf({1, 1, 1, 40});
  char where[160];
  snprintf(where, sizeof where, "%s, %lld pixels, %d channels, around %g%s%s%s", nameOf(type), static_cast<long long>(pixels), channels, centre,
           relu ? ", ReLU" : "", hasShortcut ? ", shortcut" : "", hasSecond ? ", two gradients" : "");
  const size_t count = static_cast<size_t>(pixels) * channels, width = static_cast<size_t>(channels);
  Numbers input(type, count), shortcut(type, count), gradient(type, count), second(type, count);
  fill(draw, input, centre, spread);
  fill(draw, shortcut, 0, 1);
  fill(draw, gradient, 0, 1);
  fill(draw, second, 0, 1);
  if (withNone) input.set(static_cast<size_t>(draw.below(static_cast<int>(count))), NAN);
  const std::vector<float> scale = floats(draw, width, 1, 0.3), offset = floats(draw, width, 0, 0.5);
  const BatchNorm of{pixels, channels, scale.data(), offset.data(), 1e-5f};

  struct Result {
    Numbers output, byInput, byShortcut;
    std::vector<float> mean, variance, byScale, byOffset;
  };
  const auto run = [&](int threads) {
    Result result{Numbers(type, count), Numbers(type, count), Numbers(type, count),       std::vector<float>(width), std::vector<float>(width),
                  std::vector<float>(width), std::vector<float>(width)};
    Pool pool{threads};
    kernels.batchNormForward(threadsOf(pool), type, {of, input.data(), hasShortcut ? shortcut.data() : nullptr, relu, result.output.data(), result.mean.data(),
                                                     result.variance.data()});
    const bool writes = hasShortcut || hasSecond;
    kernels.batchNormSums(threadsOf(pool), type, {of, gradient.data(), hasSecond ? second.data() : nullptr, input.data(),
                                                  hasShortcut && relu ? result.output.data() : nullptr, relu, result.mean.data(), result.variance.data(),
                                                  writes ? result.byShortcut.data() : nullptr, result.byScale.data(), result.byOffset.data()});
    kernels.batchNormByInput(threadsOf(pool), type,
                             {{{of, result.mean.data(), result.variance.data()}, input.data(), result.byScale.data(), result.byOffset.data(),
                               writes ? result.byShortcut.data() : gradient.data(), relu && !writes},
                              result.byInput.data()});
    return result;
  };
  Result one = run(1), three = run(3);
  const auto sameFloats = [](const std::vector<float> &a, const std::vector<float> &b) { return memcmp(a.data(), b.data(), sizeof(float) * a.size()) == 0; };
  if (!(one.output == three.output && one.byInput == three.byInput && one.byShortcut == three.byShortcut && sameFloats(one.mean, three.mean) &&
        sameFloats(one.byScale, three.byScale) && sameFloats(one.byOffset, three.byOffset)) &&
      failures++ < 20)
    printf("three threads give other bits than one (%s)\n", where);

  const double rounding = roundingOf(type);
  for (size_t channel = 0; channel < width; channel++) {
    double mean = 0, variance = 0;
    for (int64_t p = 0; p < pixels; p++) mean += input.at(static_cast<size_t>(p) * width + channel);
    mean /= static_cast<double>(pixels);
    for (int64_t p = 0; p < pixels; p++) variance += std::pow(input.at(static_cast<size_t>(p) * width + channel) - mean, 2);
    variance /= static_cast<double>(pixels);
    const double inverse = 1 / std::sqrt(variance + 1e-5);
    // Of numbers far from zero floats hold the mean less exactly, and all that follows as well.
    const double far = 1 + std::abs(mean) * inverse;
    const std::string kind = nameOf(type);
    compare("BN mean, " + kind, 16 * epsilon32, where, one.mean[channel], mean, std::abs(mean) + spread);
    compare("BN variance, " + kind, 64 * epsilon32, where, one.variance[channel], variance, (variance + 1e-5) * far);
    double sum = 0, product = 0, sumSize = 0, productSize = 0;
    std::vector<double> through(static_cast<size_t>(pixels));
    bool isNearZero = false;
    for (int64_t p = 0; p < pixels; p++) {
      const size_t at = static_cast<size_t>(p) * width + channel;
      const double standard = (input.at(at) - mean) * inverse;
      double value = standard * scale[channel] + offset[channel] + (hasShortcut ? shortcut.at(at) : 0);
      const double size = std::abs(standard * scale[channel]) + std::abs(offset[channel]) + 2;
      if (relu) {
        // Rounding may decide either way there, and the gradient jumps.
        if (std::abs(value) < 64 * epsilon32 * size * far) isNearZero = true;
        if (value < 0) value = 0;
      }
      compare("BN output, " + kind, rounding + 32 * epsilon32, where, one.output.at(at), value, size * far);
      double back = gradient.at(at) + (hasSecond ? second.at(at) : 0);
      if (relu && !(value > 0)) back = 0;
      through[static_cast<size_t>(p)] = back;
      sum += back, sumSize += std::abs(back);
      product += back * standard, productSize += std::abs(back * standard);
    }
    if (withNone || isNearZero) continue;
    compare("BN by offset, " + kind, 64 * epsilon32, where, one.byOffset[channel], sum, sumSize + 1e-30);
    compare("BN by scale, " + kind, 64 * epsilon32, where, one.byScale[channel], product, (productSize + sumSize + 1e-30) * far * 8);
    for (int64_t p = 0; p < pixels; p++) {
      const size_t at = static_cast<size_t>(p) * width + channel;
      const double standard = (input.at(at) - mean) * inverse;
      const double factor = scale[channel] * inverse;
      const double expected = factor * (through[static_cast<size_t>(p)] - sum / static_cast<double>(pixels) - standard * product / static_cast<double>(pixels));
      const double size = std::abs(factor) * (8 + std::abs(through[static_cast<size_t>(p)]) + (1 + std::abs(standard)) * productSize / static_cast<double>(pixels));
      compare("BN by input, " + kind, 4 * rounding + 64 * epsilon32, where, one.byInput.at(at), expected, size * far);
      if (hasShortcut || hasSecond)
        compare("BN by shortcut, " + kind, rounding, where, one.byShortcut.at(at), through[static_cast<size_t>(p)], std::abs(through[static_cast<size_t>(p)]) + 1e-30);
    }
  }
}

}  // namespace
