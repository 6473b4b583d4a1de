// Every kernel against the same sums computed directly in double precision, over shapes drawn by a counter: `check COUNT SEED`. Also that any number
// of threads gives the same bits, that what is no number comes out as such, and that nothing beyond a tensor is touched (with the address sanitizer).
// Prints the largest error of each kernel, relative to the size of the numbers it sums; leaves with 1 where one is above its bound.
#include "check-extremes.h"
#include "check-gradients.h"
#include "check-joined.h"

namespace {

Convolution fewChannels(Draw &draw) {
  const int channels = draw.oneOf({1, 3, 4, 8, 12, 15, 16, 17, 24, 32, 40, 48, 64, 72, 100, 128});
  const Convolution of{draw.oneOf({1, 1, 2, 3, 5, 9, 25}), 1 + draw.below(18), 1 + draw.below(18), channels,
                       draw.oneOf({1, 4, 8, 12, 16, 17, 32, 33, 64, 65, 96})};
  return of.batch * of.height * of.width * 9 * of.channelsIn * of.channelsOut > 30'000'000 ? Convolution{1, 3, 5, channels, 16} : of;
}

// So many that weights are no longer kept transformed; and tiles, of a pixel each where there are many, that fill several blocks.
Convolution manyChannels(Draw &draw) {
  const int side = 1 + draw.below(9);
  const Convolution few{draw.oneOf({1, 2}), side, 1 + draw.below(5), 320, 330};
  const Convolution many{draw.oneOf({129, 300}), 1, 1, 330, 300};
  return draw.below(2) == 0 ? few : many;
}

void checkConvolution(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const Convolution of = draw.below(24) == 0 ? manyChannels(draw) : fewChannels(draw);
  char where[120];
  snprintf(where, sizeof where, "%s, batch %lld, %d×%d, %d to %d channels", nameOf(type), static_cast<long long>(of.batch), of.height, of.width,
           of.channelsIn, of.channelsOut);
  const size_t pixels = static_cast<size_t>(of.batch) * of.height * of.width;
  Numbers input(type, pixels * of.channelsIn), gradient(type, pixels * of.channelsOut);
  fill(draw, input, draw.oneOf({0, 0, 1, 30}), draw.oneOf({1, 1, 100}));
  fill(draw, gradient, 0, draw.between(1e-6, 1));
  const std::vector<float> weights = floats(draw, 9 * static_cast<size_t>(of.channelsIn) * of.channelsOut, 0, 0.1);
  if (withNone) input.set(static_cast<size_t>(draw.below(static_cast<int>(input.count()))), NAN);

  Numbers output(type, gradient.count()), byInput(type, input.count());
  std::vector<float> byWeights(weights.size());
  const auto run = [&](int threads, Numbers &output, Numbers &byInput, std::vector<float> &byWeights) {
    Pool pool{threads};
    std::vector<float> room(static_cast<size_t>(kernels.roomOfConvolution(of)), NAN), sums(static_cast<size_t>(kernels.sumsOfWeights(of)), NAN);
    kernels.convolutionForward(threadsOf(pool), type, {of, input.data(), nullptr, weights.data(), output.data(), room.data()});
    kernels.convolutionByInput(threadsOf(pool), type, {of, gradient.data(), weights.data(), byInput.data(), room.data()});
    kernels.convolutionByWeights(threadsOf(pool), type, {of, input.data(), nullptr, gradient.data(), byWeights.data(), sums.data()});
  };
  run(1, output, byInput, byWeights);
  {
    Numbers output3(type, gradient.count()), byInput3(type, input.count());
    std::vector<float> byWeights3(weights.size());
    run(3, output3, byInput3, byWeights3);
    const bool same = output == output3 && byInput == byInput3 &&
                      memcmp(byWeights.data(), byWeights3.data(), sizeof(float) * byWeights.size()) == 0;
    if (!same && failures++ < 20) printf("three threads give other bits than one (%s)\n", where);
  }

  std::vector<double> sum(gradient.count()), size(gradient.count()), back(input.count()), backSize(input.count()), byWeight(weights.size()),
      byWeightSize(weights.size());
  std::vector<bool> reached(gradient.count());
  for (int64_t image = 0; image < of.batch; image++)
    for (int y = 0; y < of.height; y++)
      for (int x = 0; x < of.width; x++)
        for (int down = 0; down < 3; down++)
          for (int right = 0; right < 3; right++) {
            const int fromY = y + down - 1, fromX = x + right - 1;
            if (fromY < 0 || fromX < 0 || fromY >= of.height || fromX >= of.width) continue;
            for (int in = 0; in < of.channelsIn; in++)
              for (int out = 0; out < of.channelsOut; out++) {
                const size_t there = (static_cast<size_t>((image * of.height + fromY) * of.width + fromX)) * of.channelsIn + in;
                const size_t here = (static_cast<size_t>((image * of.height + y) * of.width + x)) * of.channelsOut + out;
                const size_t weight = (static_cast<size_t>(down * 3 + right) * of.channelsIn + in) * of.channelsOut + out;
                const double w = weights[weight], i = input.at(there), g = gradient.at(here);
                sum[here] += w * i, size[here] += std::abs(w * i);
                back[there] += w * g, backSize[there] += std::abs(w * g);
                byWeight[weight] += i * g, byWeightSize[weight] += std::abs(i * g);
              }
          }
  // Winograd's sums are over all of a tile: an error is relative to the largest sum of magnitudes there, not to the output's own.
  const auto largest = [](const std::vector<double> &sizes) {
    double most = 1e-300;
    for (const double size : sizes)
      if (!std::isnan(size)) most = std::max(most, size);
    return most;
  };
  const double forwardSize = largest(size), inputSize = largest(backSize), weightSize = largest(byWeightSize);
  const double rounding = type == Type::float32 ? 0 : epsilon16;
  // Of few channels errors do not even out.
  const auto bound = [&](int channels) { return (channels < 8 ? 8e-6 : 4e-6) + rounding; };
  if (withNone) {
    // What is no number reaches all outputs whose window holds it; with Winograd also its neighbours in the tile, which is allowed.
    for (size_t i = 0; i < sum.size(); i++)
      if (std::isnan(sum[i]) && !std::isnan(output.at(i)) && failures++ < 20) printf("what is no number was lost (%s)\n", where);
    return;
  }
  for (size_t i = 0; i < sum.size(); i++) compare(std::string("convolution, ") + nameOf(type), bound(of.channelsIn), where, output.at(i), sum[i], forwardSize);
  for (size_t i = 0; i < back.size(); i++)
    compare(std::string("convolution by input, ") + nameOf(type), bound(of.channelsOut), where, byInput.at(i), back[i], inputSize);
  for (size_t i = 0; i < byWeight.size(); i++)
    compare(std::string("convolution by weights, ") + nameOf(type), 1e-5, where, byWeights[i], byWeight[i], weightSize);
}

void checkDirectConvolution(const Kernels &kernels, Draw &draw, bool withNone) {
  const Type type = draw.below(2) == 0 ? Type::float32 : Type::bfloat16;
  const int rows = draw.oneOf({1, 1, 2, 3, 3, 5, 7}), columns = draw.below(4) == 0 ? draw.oneOf({1, 2, 3, 7}) : rows;
  const int top = draw.below(rows), left = draw.below(columns), stride = draw.oneOf({1, 1, 2, 2, 3, 4});
  const int height = std::max(1 + draw.below(18), rows - 2 * top), width = std::max(draw.below(4) == 0 ? 1 : 1 + draw.below(18), columns - 2 * left);
  const DirectConvolution of{draw.oneOf({1, 1, 2, 3, 5, 9, 25}),
                             height,
                             width,
                             draw.oneOf({1, 3, 4, 7, 8, 15, 16, 17, 32, 40, 64, 65, 100, 130}),
                             draw.oneOf({1, 4, 7, 8, 12, 16, 17, 32, 33, 64, 65, 96, 130}),
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
    std::vector<float> arranged(static_cast<size_t>(kernels.arrangedWeights(of)), NAN), sums(static_cast<size_t>(kernels.directSums(of)), NAN);
    kernels.directForward(threadsOf(pool), type, {of, input.data(), weights.data(), result.output.data(), arranged.data()});
    kernels.directByInput(threadsOf(pool), type, {of, gradient.data(), weights.data(), result.byInput.data(), arranged.data()});
    kernels.directByWeights(threadsOf(pool), type, {of, input.data(), gradient.data(), result.byWeights.data(), sums.data()});
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
  const double rounding = type == Type::float32 ? 0 : epsilon16;
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

int main(int argc, char **argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 200;
  const uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const Kernels *kernels = kernelsHere();
  if (kernels == nullptr) {
    printf("no kernels for this processor\n");
    return 0;
  }
  printf("%s\n", kernels->name);
  for (int index = 0; index < count; index++) {
    Draw draw{seed * 1'000'003 + static_cast<uint64_t>(index)};
    const bool withNone = draw.below(8) == 0;
    checkConvolution(*kernels, draw, withNone);
    checkDirectConvolution(*kernels, draw, withNone);
    checkBatchNorm(*kernels, draw, withNone);
    checkUpdates(*kernels, draw, withNone);
    checkJoined(*kernels, draw);
    checkGradients(*kernels, draw);
    checkExtremes(*kernels, draw);
  }
  for (const auto &[what, found] : worst) printf("%-34s %.2g of %.2g at %s\n", what.c_str(), found.error, bounds[what], found.where.c_str());
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
