// What all checks of kernels share: numbers drawn by a counter, threads, and how a result is compared.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "kernels.h"

using namespace stagecraft;

namespace {

// SplitMix64 (Steele, Lea & Flood 2014): the n-th number follows from n alone.
struct Draw {
  uint64_t state;

  uint64_t bits() {
    uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  int below(int count) { return static_cast<int>(bits() % static_cast<uint64_t>(count)); }
  double between(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) / 9007199254740992.0; }
  // About normal: the sum of twelve.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; i++) sum += between(0, 1);
    return sum;
  }
  int oneOf(std::initializer_list<int> choices) { return choices.begin()[below(static_cast<int>(choices.size()))]; }
};

// Numbers of either type, and what they are as doubles.
class Numbers {
 public:
  Numbers(Type type, size_t count) : type_(type), bytes_(count * (type == Type::float32 ? 4 : 2)), count_(count) {}

  void *data() { return bytes_.data(); }
  size_t count() const { return count_; }
  double at(size_t index) const {
    if (type_ == Type::float32) {
      float value;
      memcpy(&value, bytes_.data() + 4 * index, 4);
      return value;
    }
    uint16_t upper;
    memcpy(&upper, bytes_.data() + 2 * index, 2);
    const uint32_t all = static_cast<uint32_t>(upper) << 16;
    float value;
    memcpy(&value, &all, 4);
    return value;
  }
  void set(size_t index, double given) {
    const float value = static_cast<float>(given);
    if (type_ == Type::float32) {
      memcpy(bytes_.data() + 4 * index, &value, 4);
      return;
    }
    // Cut off, which is a number of the type; how the kernels round is not copied here.
    uint32_t all;
    memcpy(&all, &value, 4);
    const uint16_t upper = static_cast<uint16_t>(all >> 16);
    memcpy(bytes_.data() + 2 * index, &upper, 2);
  }
  bool operator==(const Numbers &other) const { return bytes_ == other.bytes_; }

 private:
  Type type_;
  std::vector<unsigned char> bytes_;
  size_t count_;
};

// A given number of threads, each taking the next piece.
struct Pool {
  int threads;
};

void runPieces(void *context, int64_t count, int64_t, void (*piece)(void *, int64_t), void *argument) {
  std::atomic<int64_t> next{0};
  const auto work = [&] {
    for (int64_t index = next++; index < count; index = next++) piece(argument, index);
  };
  std::vector<std::thread> others;
  for (int thread = 1; thread < static_cast<Pool *>(context)->threads; thread++) others.emplace_back(work);
  work();
  for (std::thread &thread : others) thread.join();
}

// Exactly as much as was asked for, so that what reads or writes beyond it is seen.
float *scratchOfThread(void *, size_t floats) {
  static thread_local std::vector<float> memory;
  memory = std::vector<float>(floats, std::numeric_limits<float>::quiet_NaN());
  return memory.data();
}

Threads threadsOf(Pool &pool) { return {&pool, runPieces, scratchOfThread}; }

struct Worst {
  double error = 0;
  std::string where;
};
std::map<std::string, Worst> worst;
std::map<std::string, double> bounds;
int failures = 0;

// `size`: of the numbers that are summed, which the error is relative to.
void compare(const std::string &what, double bound, const std::string &where, double actual, double expected, double size) {
  bounds[what] = bound;
  const bool bothNone = std::isnan(actual) && std::isnan(expected);
  const double error = bothNone || actual == expected ? 0 : std::abs(actual - expected) / size;
  if (error <= bound && error >= 0) {
    if (error > worst[what].error) worst[what] = {error, where};
    return;
  }
  if (failures++ < 20) printf("%s: %g instead of %g, %g of %g (%s)\n", what.c_str(), actual, expected, error, size, where.c_str());
}

// Whether products of bfloat16 maps are of that type, to which weights are then rounded (operands.h).
bool multipliesBfloat16(const Kernels &kernels) { return strcmp(kernels.name, "AVX-512 BF16") == 0 || strcmp(kernels.name, "AMX") == 0; }

constexpr double epsilon32 = 1.0 / (1 << 23), epsilon16 = 1.0 / (1 << 7);
double roundingOf(Type type) { return type == Type::float32 ? epsilon32 : epsilon16; }
// Bounds of what Winograd's convolutions err by before the result is rounded, relative to the largest sum of magnitudes of a tensor. Where their operands are rounded
// to bfloat16: the fewer are added up, the less that evens out.
struct WinogradBounds {
  double ofMap;
  double ofWeights;
  // Of sums over all pixels of a map.
  double ofSums;

  WinogradBounds(const Kernels &kernels, Type type, int channels) {
    const bool isRounded = type == Type::bfloat16 && multipliesBfloat16(kernels);
    ofMap = isRounded ? (channels < 16 ? 6 : 3) * epsilon16 : 2e-6;
    ofWeights = isRounded ? 12 * epsilon16 : 2e-6;
    ofSums = isRounded ? epsilon16 : 4e-6;
  }
};
const char *nameOf(Type type) { return type == Type::float32 ? "float32" : "bfloat16"; }

void fill(Draw &draw, Numbers &numbers, double centre, double spread) {
  for (size_t i = 0; i < numbers.count(); i++) numbers.set(i, centre + spread * draw.normal());
}

std::vector<float> floats(Draw &draw, size_t count, double centre, double spread) {
  std::vector<float> values(count);
  for (float &value : values) value = static_cast<float>(centre + spread * draw.normal());
  return values;
}

}  // namespace
