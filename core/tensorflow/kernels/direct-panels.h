// Register tiles of the direct convolutions, and channels in panels as wide as they are.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// As wide as registers allow with sums enough to keep all multipliers busy: AVX2 has 16 registers, the others 32.
constexpr int widestPanel = lanes == 8 ? 2 : 4;

template <int Vectors>
constexpr int rowsOfSums() {
  if (lanes == 8) return Vectors == 2 ? 6 : 8;
  return Vectors == 4 ? 6 : Vectors == 2 ? 12 : 16;
}

inline int64_t wholeVectors(int64_t channels) { return (channels + lanes - 1) / lanes * lanes; }

// Calls `work.template on<Vectors>(column)` for all columns, a multiple of lanes, in panels as wide as possible.
template <class Work>
inline void overPanels(int64_t columns, const Work &work) {
  int64_t column = 0;
  if (widestPanel == 4)
    for (; column + 4 * lanes <= columns; column += 4 * lanes) work.template on<4>(column);
  for (; column + 2 * lanes <= columns; column += 2 * lanes) work.template on<2>(column);
  for (; column < columns; column += lanes) work.template on<1>(column);
}

struct CountingRegisterTiles {
  int64_t rows;
  int64_t &tiles;

  template <int Vectors>
  void on(int64_t) const {
    tiles += (rows + rowsOfSums<Vectors>() - 1) / rowsOfSums<Vectors>();
  }
};

// How many make up so many rows and columns.
inline int64_t registerTilesOf(int64_t rows, int64_t columns) {
  int64_t tiles = 0;
  overPanels(columns, CountingRegisterTiles{rows, tiles});
  return tiles;
}

}  // namespace stagecraft::STAGECRAFT_TARGET
