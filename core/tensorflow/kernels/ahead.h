// Maps that are read soon, brought into the second cache while other numbers are multiplied. A core has places for ten to sixteen lines that it waits for, and stands
// still if it is asked for more: so they are asked for one after the other, at the pace of the products.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

constexpr int64_t bytesOfLine = 64;

// So many of them from an address on.
struct Lines {
  const char *first;
  int64_t count;
};

constexpr Lines noLines{nullptr, 0};

inline void foresee(const Lines &lines) {
  for (int64_t line = 0; line < lines.count; line++) __builtin_prefetch(lines.first + line * bytesOfLine, 0, 2);
}

// Some numbers of each of some pixels.
struct Ahead {
  const char *first;
  // Bytes from pixel to pixel, and of each of them.
  int64_t step;
  int64_t bytes;
  int64_t pixels;

  template <class Number>
  Ahead(const Number *first, int64_t channels, int64_t numbers, int64_t pixels)
      : first(reinterpret_cast<const char *>(first)),
        step(static_cast<int64_t>(sizeof(Number)) * channels),
        bytes(static_cast<int64_t>(sizeof(Number)) * numbers),
        pixels(pixels) {}

  // All of their numbers: pixels beside each other are as one.
  bool isWhole() const { return bytes == step; }
  int64_t stretches() const { return isWhole() ? least(pixels, 1) : pixels; }
  int64_t linesOfStretch() const { return ((isWhole() ? pixels * bytes : bytes) + bytesOfLine - 1) / bytesOfLine; }
};

// Whole pixels of a map; null for none.
template <class Number>
inline Ahead pixelsAhead(const Number *map, int64_t first, int64_t count, int64_t channels) {
  return map == nullptr ? Ahead(map, channels, channels, 0) : Ahead(map + first * channels, channels, channels, count);
}

// Shares the lines of some maps out over so many products.
class Foresight {
 public:
  Foresight(const Ahead *maps, int count, int64_t products) : map_(maps), end_(maps + count) {
    int64_t lines = 0;
    for (int map = 0; map < count; map++) lines += maps[map].stretches() * maps[map].linesOfStretch();
    ofProduct_ = most(1, (lines + products - 1) / products);
  }

  // With the next product; none once there have been all.
  Lines next() {
    for (; map_ < end_; map_++, stretch_ = 0)
      for (; stretch_ < map_->stretches(); stretch_++, line_ = 0) {
        const int64_t count = least(ofProduct_, map_->linesOfStretch() - line_);
        if (count == 0) continue;
        const Lines lines{map_->first + stretch_ * map_->step + line_ * bytesOfLine, count};
        line_ += count;
        return lines;
      }
    return noLines;
  }

 private:
  const Ahead *map_;
  const Ahead *end_;
  int64_t stretch_ = 0;
  int64_t line_ = 0;
  int64_t ofProduct_;
};

// Calls `row(index)` for all rows of a product's depth, and brings in lines meanwhile, one with every other row: a core does not wait for them then. Lines for which there are no
// rows are left out.
template <class Row>
inline void overDepth(int64_t depth, const Lines &soon, const Row &row) {
  int64_t index = 0;
  for (const int64_t end = least(2 * soon.count, depth - 1); index < end; index += 2) {
    __builtin_prefetch(soon.first + index / 2 * bytesOfLine, 0, 2);
    row(index);
    row(index + 1);
  }
  for (; index < depth; index++) row(index);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
