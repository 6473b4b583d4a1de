// Direct convolutions of any kernel, stride and padding.
#pragma once

#include "checking.h"

namespace {

void checkDirectConvolution(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int rows = draw.oneOf({1, 1, 2, 3, 3, 5, 7}), columns = draw.below(4) == 0 ? draw.oneOf({1, 2, 3, 7}) : rows;
  const int top = draw.below(rows), left = draw.below(columns), stride = draw.oneOf({1, 1, 2, 2, 3, 4});
  const int height = std::max(1 + draw.below(18), rows - 2 * top), width = std::max(draw.below(4) == 0 ? 1 : 1 + draw.below(18), columns - 2 * left);
  const DirectConvolution of{draw.oneOf({1, 1, 2, 3, 5, 9, 25}),
                             height,
                             width,
                             draw.oneOf({1, 3, 4, 7, 8, 15, 16, 17, 32, 40, 64, 65, 100, 130, 270}),
                             draw.oneOf({1, 4, 7, 8, 12, 16, 17, 32, 33, 64, 65, 96, 130, 270}),
                             rows,
                             columns,
                             stride,
                             top,
                             left,
                             (height + 2 * top - rows) / stride + 1,
                             (width + 2 * left - columns) / stride + 1};
  const size_t outputs = static_cast<size_t>(of.batch) * of.down * of.across;
  if (static_cast<double>(outputs) * rows * columns * of.channelsIn * of.channelsOut > 20e6) return;
  char where[160];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d×%d, stride %d, %d and %d zeros, %d to %d channels", nameOf(type),
           static_cast<long long>(of.batch), height, width, rows, columns, stride, top, left, of.channelsIn, of.channelsOut);
  Numbers input(type, static_cast<size_t>(of.batch) * height * width * of.channelsIn), gradient(type, outputs * of.channelsOut);
  fill(draw, input, draw.oneOf({0, 0, 1, 30}), draw.oneOf({1, 1, 100}));
  fill(draw, gradient, 0, draw.between(1e-6, 1));
  const std::vector<float> weights = floats(draw, static_cast<size_t>(rows) * columns * of.channelsIn * of.channelsOut, 0, 0.1);
  if (withNone) {
    input.set(static_cast<size_t>(draw.below(static_cast<int>(input.count()))), NAN);
    gradient.set(static_cast<size_t>(draw.below(static_cast<int>(gradient.count()))), NAN);
  }

  struct Result {
    Numbers output, byInput;
    std::vector<float> byWeights;
  };
  const auto run = [&](int threads) {
    Result result{Numbers(type, gradient.count()), Numbers(type, input.count()), std::vector<float>(weights.size())};
    Pool pool{threads};
    std::vector<float> room(static_cast<size_t>(kernels.roomOfDirect(of)), NAN), sums(static_cast<size_t>(kernels.directSums(of)), NAN);
    kernels.directForward(threadsOf(pool), type, {of, input.data(), nullptr, weights.data(), result.output.data(), room.data()});
    kernels.directByInput(threadsOf(pool), type, {of, gradient.data(), weights.data(), result.byInput.data(), room.data()});
    kernels.directByWeights(threadsOf(pool), type, {of, input.data(), nullptr, gradient.data(), result.byWeights.data(), sums.data()});
    return result;
  };
  Result one = run(1), three = run(3);
  const bool same = one.output == three.output && one.byInput == three.byInput &&
                    memcmp(one.byWeights.data(), three.byWeights.data(), sizeof(float) * one.byWeights.size()) == 0;
  if (!same && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);

  // Each sum with that of its magnitudes, which an error is relative to.
  struct Sum {
    double value = 0, size = 0;
    void add(double a, double b) { value += a * b, size += std::abs(a * b); }
  };
  std::vector<Sum> forward(gradient.count()), back(input.count()), byWeight(weights.size());
  for (int64_t image = 0; image < of.batch; image++)
    for (int y = 0; y < of.down; y++)
      for (int x = 0; x < of.across; x++)
        for (int down = 0; down < rows; down++)
          for (int right = 0; right < columns; right++) {
            const int fromY = y * stride + down - top, fromX = x * stride + right - left;
            if (fromY < 0 || fromX < 0 || fromY >= height || fromX >= width) continue;
            for (int in = 0; in < of.channelsIn; in++)
              for (int out = 0; out < of.channelsOut; out++) {
                const size_t there = static_cast<size_t>((image * height + fromY) * width + fromX) * of.channelsIn + in;
                const size_t here = static_cast<size_t>((image * of.down + y) * of.across + x) * of.channelsOut + out;
                const size_t weight = (static_cast<size_t>(down * columns + right) * of.channelsIn + in) * of.channelsOut + out;
                forward[here].add(weights[weight], input.at(there));
                back[there].add(weights[weight], gradient.at(here));
                byWeight[weight].add(input.at(there), gradient.at(here));
              }
          }
  // Half a rounding of the result and, where they are multiplied as bfloat16, of the weights. Maps are not rounded, so sums by weights err no more than float32's.
  const double rounding = type == Type::float32 ? 0 : multipliesBfloat16(kernels) ? epsilon16 : epsilon16 / 2;
  const auto check = [&](const char *what, double bound, const std::vector<Sum> &expected, const auto &actual) {
    for (size_t i = 0; i < expected.size(); i++) {
      // The zeros around a map are multiplied too: what is no number may also reach the weights that meet them.
      if (withNone && !std::isnan(expected[i].value)) continue;
      compare(std::string(what) + ", " + nameOf(type), bound, where, actual(i), expected[i].value, expected[i].size + 1e-30);
    }
  };
  check("direct", 2e-6 + rounding, forward, [&](size_t i) { return one.output.at(i); });
  check("direct by input", 2e-6 + rounding, back, [&](size_t i) { return one.byInput.at(i); });
  check("direct by weights", 4e-6, byWeight, [&](size_t i) { return one.byWeights[i]; });
}

}  // namespace
