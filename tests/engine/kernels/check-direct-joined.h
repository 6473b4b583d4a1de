// Direct convolutions joined to BN: what they read through BN and ReLU, statistics that they gather, and what they normalise on the way out, against the same sums
// in double precision. Every third one is a plain 1×1.
#pragma once

#include "joining.h"

namespace {

DirectConvolution drawDirect(Draw &draw) {
  const bool isPlain = draw.below(3) == 0;
  const int rows = isPlain ? 1 : draw.oneOf({1, 2, 3, 3, 5}), columns = isPlain ? 1 : draw.oneOf({1, 3, 3});
  const int stride = isPlain ? 1 : draw.oneOf({1, 2, 2, 3}), top = draw.below(rows), left = draw.below(columns);
  const int height = std::max(1 + draw.below(16), rows), width = std::max(1 + draw.below(16), columns);
  // Many enough for pieces of several blocks now and then.
  return {draw.oneOf({1, 2, 5, 25, 257}),
          height,
          width,
          draw.oneOf({1, 3, 8, 12, 16, 17, 64, 70, 260}),
          draw.oneOf({1, 4, 12, 16, 17, 64, 70, 132}),
          rows,
          columns,
          stride,
          top,
          left,
          (height + 2 * top - rows) / stride + 1,
          (width + 2 * left - columns) / stride + 1};
}

void checkDirectJoined(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const DirectConvolution of = drawDirect(draw);
  const size_t in = static_cast<size_t>(of.channelsIn), out = static_cast<size_t>(of.channelsOut), taps = static_cast<size_t>(of.rows) * of.columns;
  const int64_t pixels = of.batch * of.height * of.width, windows = of.batch * of.down * of.across;
  const size_t count = static_cast<size_t>(windows);
  if (static_cast<double>(count) * taps * in * out > 8e6) return;
  const bool isBefore = draw.below(3) > 0, hasShortcut = draw.below(2) == 0, relu = draw.below(2) == 0;
  const double centre = draw.oneOf({0, 0, 40, 3000});
  char where[200];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d×%d, stride %d, %d and %d zeros, %d to %d channels, around %g%s%s%s", nameOf(type),
           static_cast<long long>(of.batch), of.height, of.width, of.rows, of.columns, of.stride, of.top, of.left, of.channelsIn, of.channelsOut, centre,
           isBefore ? ", BN before" : "", hasShortcut ? ", shortcut" : "", relu ? ", ReLU" : "");
  const std::string kind = nameOf(type);

  Numbers input(type, static_cast<size_t>(pixels) * in), gradient(type, count * out), shortcut(type, count * out);
  fill(draw, input, centre, 1);
  fill(draw, gradient, 0, 1);
  fill(draw, shortcut, 0, 1);
  if (withNone) input.set(static_cast<size_t>(draw.below(static_cast<int>(input.count()))), NAN);
  const std::vector<float> weights = floats(draw, taps * in * out, 0, 0.1);
  const Normal before(draw, of.channelsIn, centre, 1), behind(draw, of.channelsOut, 0, 1);
  const Normalisation reads = before.of(pixels), gives = behind.of(windows);

  struct Result {
    Numbers output, alone, normalised;
    std::vector<float> mean, variance, byWeights;
  };
  const auto run = [&](int threads) {
    const Numbers map(type, count * out);
    Result result{map, map, map, std::vector<float>(out), std::vector<float>(out), std::vector<float>(weights.size())};
    Pool pool{threads};
    const Threads on = threadsOf(pool);
    std::vector<float> room(static_cast<size_t>(kernels.roomOfDirect(of)), NAN), sums(static_cast<size_t>(kernels.directSums(of)), NAN);
    const Normalisation *read = isBefore ? &reads : nullptr;
    DirectForward forward{of, input.data(), read, weights.data(), result.normalised.data(), room.data()};
    kernels.directNormalised(on, type, {forward, gives, hasShortcut ? shortcut.data() : nullptr, relu});
    forward.output = result.output.data();
    kernels.directWithStatistics(on, type, {forward, result.mean.data(), result.variance.data()});
    forward.output = result.alone.data();
    kernels.directForward(on, type, forward);
    kernels.directByWeights(on, type, {of, input.data(), read, gradient.data(), result.byWeights.data(), sums.data()});
    return result;
  };
  const auto same = [](const std::vector<float> &a, const std::vector<float> &b) { return memcmp(a.data(), b.data(), sizeof(float) * a.size()) == 0; };
  Result one = run(1), three = run(3);
  const bool areSame = one.output == three.output && one.normalised == three.normalised && same(one.mean, three.mean) && same(one.variance, three.variance) &&
                       same(one.byWeights, three.byWeights);
  if (!areSame && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);
  if (!(one.output == one.alone) && failures++ < 20) printf("gathering statistics changes what is gathered (%s)\n", where);

  // Floats hold numbers far from zero, and so what BN makes of them, less exactly.
  const double far = 1 + (isBefore ? std::abs(centre) : 0);
  Doubles read = doublesOf(input);
  if (isBefore)
    for (size_t i = 0; i < read.size(); i++) {
      const double value = before.at(read[i], i % in);
      read[i] = value < 0 ? 0 : value;
    }
  Doubles output(count * out), outputSize(count * out), byWeights(weights.size()), weightSize(weights.size());
  overWindows(of, [&](size_t to, size_t from, size_t weight) {
    for (size_t i = 0; i < in; i++)
      for (size_t o = 0; o < out; o++) {
        const double w = weights[(weight * in + i) * out + o], x = read[from * in + i], g = gradient.at(to * out + o);
        output[to * out + o] += w * x, byWeights[(weight * in + i) * out + o] += x * g;
        if (std::isnan(x)) continue;
        outputSize[to * out + o] += std::abs(w * x) + (isBefore ? std::abs(w) * far : 0);
        weightSize[(weight * in + i) * out + o] += std::abs(x * g) + (isBefore ? std::abs(g) * far : 0);
      }
  });
  // What is multiplied may be rounded to bfloat16, and the result is.
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  const double size = largestOf(outputSize), weightLargest = largestOf(weightSize);
  // The zeros around a map are multiplied too: what is no number may also reach the weights that meet them.
  const auto isHeld = [&](double expected) { return !withNone || std::isnan(expected); };
  for (size_t i = 0; i < output.size(); i++) {
    compare("direct read through BN, " + kind, 2e-6 + rounding, where, one.output.at(i), output[i], size);
    double value = behind.at(output[i], i % out) + (hasShortcut ? shortcut.at(i) : 0);
    if (relu && value < 0) value = 0;
    compare("direct normalised, " + kind, 2e-6 + rounding, where, one.normalised.at(i), value, 8 + 8 * size);
  }
  for (size_t i = 0; i < byWeights.size(); i++)
    if (isHeld(byWeights[i])) compare("direct by weights read through BN, " + kind, 4e-6 + rounding, where, one.byWeights[i], byWeights[i], weightLargest);
  for (size_t channel = 0; channel < out; channel++) {
    double mean = 0, variance = 0;
    for (size_t p = 0; p < count; p++) mean += output[p * out + channel] / static_cast<double>(windows);
    for (size_t p = 0; p < count; p++) variance += std::pow(output[p * out + channel] - mean, 2) / static_cast<double>(windows);
    compare("direct gathered mean, " + kind, 4e-6 + rounding, where, one.mean[channel], mean, size);
    compare("direct gathered variance, " + kind, 4e-6 + rounding + 64 * epsilon32, where, one.variance[channel], variance,
            variance + 4 * size * std::sqrt(variance) + size * size * 1e-4);
  }
}

}  // namespace
