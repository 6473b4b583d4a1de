// Max-pooling against the definition: exactly, but for sums of several gradients.
#pragma once

#include "checking.h"

namespace {

void checkMaxPool(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int kernel = draw.oneOf({1, 2, 3, 3, 3, 5, 16}), stride = draw.oneOf({1, 2, 2, 3, 4}), padding = draw.below(kernel / 2 + 1);
  const int height = std::max(1 + draw.below(18), kernel - 2 * padding), width = std::max(1 + draw.below(18), kernel - 2 * padding);
  const MaxPool of{draw.oneOf({1, 2, 5}),
                   height,
                   width,
                   draw.oneOf({1, 3, 8, 15, 16, 17, 40, 64}),
                   kernel,
                   stride,
                   padding,
                   (height + 2 * padding - kernel) / stride + 1,
                   (width + 2 * padding - kernel) / stride + 1};
  char where[120];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d channels, %d×%d, stride %d, padding %d", nameOf(type), static_cast<long long>(of.batch), height, width,
           of.channels, kernel, kernel, stride, padding);
  const size_t channels = static_cast<size_t>(of.channels);
  Numbers input(type, static_cast<size_t>(of.batch) * height * width * channels);
  Numbers gradient(type, static_cast<size_t>(of.batch) * of.down * of.across * channels);
  // Few different ones, so that many are equal.
  for (size_t i = 0; i < input.count(); i++) input.set(i, draw.below(6) - 2);
  fill(draw, gradient, 0, 1);
  if (withNone) input.set(static_cast<size_t>(draw.below(static_cast<int>(input.count()))), NAN);

  struct Result {
    Numbers output, byInput;
    std::vector<uint8_t> taken;
  };
  const auto run = [&](int threads) {
    Result result{Numbers(type, gradient.count()), Numbers(type, input.count()), std::vector<uint8_t>(gradient.count())};
    Pool pool{threads};
    kernels.maxPoolForward(threadsOf(pool), type, {of, input.data(), result.output.data(), result.taken.data()});
    kernels.maxPoolByInput(threadsOf(pool), type, {of, gradient.data(), result.taken.data(), result.byInput.data()});
    return result;
  };
  Result one = run(1), three = run(3);
  if (!(one.output == three.output && one.byInput == three.byInput && one.taken == three.taken) && failures++ < 20)
    printf("three threads give other bits than one (%s)\n", where);

  std::vector<double> back(input.count()), size(input.count());
  for (int64_t image = 0; image < of.batch; image++)
    for (int y = 0; y < of.down; y++)
      for (int x = 0; x < of.across; x++)
        for (size_t channel = 0; channel < channels; channel++) {
          const size_t here = static_cast<size_t>((image * of.down + y) * of.across + x) * channels + channel;
          size_t first = 0;
          double largest = -INFINITY;
          for (int down = 0; down < kernel; down++)
            for (int right = 0; right < kernel; right++) {
              const int row = y * stride + down - padding, column = x * stride + right - padding;
              if (row < 0 || column < 0 || row >= height || column >= width) continue;
              const size_t there = static_cast<size_t>((image * height + row) * width + column) * channels + channel;
              const double value = input.at(there);
              if (!std::isnan(largest) && (std::isnan(value) || value > largest)) largest = value, first = there;
            }
          compare(std::string("max-pooling, ") + nameOf(type), 0, where, one.output.at(here), largest, 1);
          back[first] += gradient.at(here), size[first] += std::abs(gradient.at(here));
        }
  for (size_t i = 0; i < back.size(); i++)
    compare(std::string("max-pooling by input, ") + nameOf(type), roundingOf(type) + 8 * epsilon32, where, one.byInput.at(i), back[i], size[i] + 1e-30);
}

}  // namespace
