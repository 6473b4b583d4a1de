// Products of bfloat16 by AMX: eight registers of 16 × 64 bytes, of which an instruction multiplies two, 16 rows of 32 numbers with 16 pairs of rows of 16, and adds
// to a third (Intel's Software Developer's Manual, TDPBF16PS). Both are laid out as Pairs has them (operands.h): rows as they are, and rows two by two.
#pragma once

#ifdef STAGECRAFT_TILES
#include <immintrin.h>

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

constexpr int64_t sideOfTile = 16;

// Shapes of the registers, as LDTILECFG reads them: 0 to 3 are sums, 4 and 5 rows that are multiplied, 6 and 7 what they are multiplied with.
struct alignas(64) TileShapes {
  uint8_t palette = 1;
  uint8_t start = 0;
  uint8_t reserved[14] = {};
  uint16_t bytes[16] = {};
  uint8_t rows[16] = {};

  TileShapes() = default;
  TileShapes(int64_t ofRows, int64_t words) {
    for (int tile = 0; tile < 8; tile++) {
      bytes[tile] = static_cast<uint16_t>(tile == 4 || tile == 5 ? 4 * words : 4 * sideOfTile);
      rows[tile] = static_cast<uint8_t>(tile < 6 ? ofRows : words);
    }
  }
};

// The compiler does not know all the memory that these instructions touch.
inline void memoryIsTouched(const void *memory) { asm volatile("" : : "r"(memory) : "memory"); }

// While it lives the registers have these shapes. oneDNN's kernels, on the same threads, find theirs again.
class Shaped {
 public:
  explicit Shaped(const TileShapes &shapes) {
    memoryIsTouched(&before_);
    _tile_storeconfig(&before_);
    memoryIsTouched(&before_);
    use(shapes);
  }
  ~Shaped() { use(before_); }
  Shaped(const Shaped &) = delete;
  Shaped &operator=(const Shaped &) = delete;

 private:
  static void use(const TileShapes &shapes) {
    memoryIsTouched(&shapes);
    _tile_loadconfig(&shapes);
  }

  TileShapes before_;
};

// Matrices whose rows stand so many words apart.
struct TileProduct {
  const float *a;
  int64_t aStep;
  const float *b;
  int64_t bStep;
  float *c;
  int64_t cStep;
  bool adds;

  // Two or one registers of rows times two or one of columns, over a depth of whole registers of `words` each.
  template <bool TwoDown, bool TwoAcross>
  void at(int64_t row, int64_t column, int64_t begin, int64_t end, int64_t words) const {
    float *const to = c + row * cStep + column;
    const int64_t cBytes = 4 * cStep, aBytes = 4 * aStep, bBytes = 4 * bStep;
    float *const below = to + sideOfTile * cStep;
    memoryIsTouched(to);
    if (adds || begin > 0) {
      _tile_loadd(0, to, cBytes);
      if constexpr (TwoAcross) _tile_loadd(1, to + sideOfTile, cBytes);
      if constexpr (TwoDown) _tile_loadd(2, below, cBytes);
      if constexpr (TwoDown && TwoAcross) _tile_loadd(3, below + sideOfTile, cBytes);
    } else {
      _tile_zero(0);
      if constexpr (TwoAcross) _tile_zero(1);
      if constexpr (TwoDown) _tile_zero(2);
      if constexpr (TwoDown && TwoAcross) _tile_zero(3);
    }
    for (int64_t word = begin; word < end; word += words) {
      const float *const left = a + row * aStep + word, *const right = b + word * bStep + column;
      _tile_loadd(4, left, aBytes);
      _tile_loadd(6, right, bBytes);
      _tile_dpbf16ps(0, 4, 6);
      if constexpr (TwoAcross) {
        _tile_loadd(7, right + sideOfTile, bBytes);
        _tile_dpbf16ps(1, 4, 7);
      }
      if constexpr (TwoDown) {
        _tile_loadd(5, left + sideOfTile * aStep, aBytes);
        _tile_dpbf16ps(2, 5, 6);
      }
      if constexpr (TwoDown && TwoAcross) _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, to, cBytes);
    if constexpr (TwoAcross) _tile_stored(1, to + sideOfTile, cBytes);
    if constexpr (TwoDown) _tile_stored(2, below, cBytes);
    if constexpr (TwoDown && TwoAcross) _tile_stored(3, below + sideOfTile, cBytes);
    memoryIsTouched(to);
  }

  // One or two registers of rows times all columns, which are whole registers.
  template <bool TwoDown>
  void across(int64_t row, int64_t columns, int64_t begin, int64_t end, int64_t words) const {
    int64_t column = 0;
    for (; column + 2 * sideOfTile <= columns; column += 2 * sideOfTile) at<TwoDown, true>(row, column, begin, end, words);
    if (column < columns) at<TwoDown, false>(row, column, begin, end, words);
  }

  // All rows, over some of the depth; the last rows are fewer than a register has.
  void over(int64_t rows, int64_t columns, int64_t begin, int64_t end, int64_t words) const {
    if (begin == end) return;
    int64_t row = 0;
    if (rows >= sideOfTile) {
      const Shaped shaped(TileShapes(sideOfTile, words));
      for (; row + 2 * sideOfTile <= rows; row += 2 * sideOfTile) across<true>(row, columns, begin, end, words);
      for (; row + sideOfTile <= rows; row += sideOfTile) across<false>(row, columns, begin, end, words);
    }
    if (row == rows) return;
    const Shaped shaped(TileShapes(rows - row, words));
    across<false>(row, columns, begin, end, words);
  }
};

// c = or += a b: a has `rows` rows of `depth` words, b so many rows of `columns` words, a multiple of 16.
inline void multiplyByTiles(const TileProduct &of, int64_t rows, int64_t depth, int64_t columns) {
  const int64_t whole = depth / sideOfTile * sideOfTile;
  of.over(rows, columns, 0, whole, sideOfTile);
  of.over(rows, columns, whole, depth, depth - whole);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
#endif
