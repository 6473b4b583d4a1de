// What checks of convolutions joined to BN share: BN of some channels, and all that a convolution multiplies.
#pragma once

#include "checking.h"

namespace {

using Doubles = std::vector<double>;

Doubles doublesOf(const Numbers &numbers) {
  Doubles values(numbers.count());
  for (size_t i = 0; i < values.size(); i++) values[i] = numbers.at(i);
  return values;
}

// BN's parameters and statistics of some channels.
struct Normal {
  std::vector<float> scale, offset, mean, variance;

  Normal(Draw &draw, int channels, double centre, double spread)
      : scale(floats(draw, static_cast<size_t>(channels), 1, 0.3)),
        offset(floats(draw, static_cast<size_t>(channels), 0, 0.5)),
        mean(floats(draw, static_cast<size_t>(channels), centre, spread)),
        variance(floats(draw, static_cast<size_t>(channels), 0, 0)) {
    for (float &value : variance) value = static_cast<float>(spread * spread * draw.between(0.3, 3));
  }
  Normalisation of(int64_t pixels) const {
    return {{pixels, static_cast<int>(scale.size()), scale.data(), offset.data(), 1e-5f}, mean.data(), variance.data()};
  }
  double inverse(size_t channel) const { return 1 / std::sqrt(static_cast<double>(variance[channel]) + 1e-5); }
  double at(double value, size_t channel) const { return (value - mean[channel]) * inverse(channel) * scale[channel] + offset[channel]; }
};

// Calls `work(pixel out, pixel in, weight)` for all that meet: pixels are counted over the whole batch, weights from 0 to 8.
template <class Work>
void overWindows(const Convolution &of, const Work &work) {
  for (int64_t image = 0; image < of.batch; image++)
    for (int row = 0; row < of.height; row++)
      for (int column = 0; column < of.width; column++)
        for (int weight = 0; weight < 9; weight++) {
          const int down = row + weight / 3 - 1, right = column + weight % 3 - 1;
          if (down < 0 || right < 0 || down >= of.height || right >= of.width) continue;
          const auto pixel = [&](int y, int x) { return static_cast<size_t>((image * of.height + y) * of.width + x); };
          work(pixel(row, column), pixel(down, right), static_cast<size_t>(weight));
        }
}

// Calls `work(pixel out, pixel in, weight)` for all that meet: pixels are counted over the whole batch.
template <class Work>
void overWindows(const DirectConvolution &of, const Work &work) {
  for (int64_t image = 0; image < of.batch; image++)
    for (int y = 0; y < of.down; y++)
      for (int x = 0; x < of.across; x++)
        for (int weight = 0; weight < of.rows * of.columns; weight++) {
          const int fromY = y * of.stride + weight / of.columns - of.top, fromX = x * of.stride + weight % of.columns - of.left;
          if (fromY < 0 || fromX < 0 || fromY >= of.height || fromX >= of.width) continue;
          work(static_cast<size_t>((image * of.down + y) * of.across + x), static_cast<size_t>((image * of.height + fromY) * of.width + fromX),
               static_cast<size_t>(weight));
        }
}

// The largest sum of magnitudes of a tensor is what errors are relative to: see check-convolution.h.
double largestOf(const Doubles &sizes) { return std::max(1e-300, *std::max_element(sizes.begin(), sizes.end())); }

}  // namespace
