// Small matrix products in registers: the 36 of Winograd's convolutions. `c` is Rows × (Vectors · lanes) floats and stays in registers all the time,
// for which all loops over its rows have to be unrolled. Rows, columns and depth of the others are counted in words (operands.h).
#pragma once

#include "ahead.h"
#include "operands.h"
#include "tiles.h"

namespace stagecraft::STAGECRAFT_TARGET {

// c = a b, with a Rows × depth. Rows of a stand `Step` apart, which the compiler writes into its instructions, or `aStep` where Step is 0.
template <class Operands, int Rows, int Vectors, int Step>
inline void multiply(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t cStep, int depth) {
  const int64_t step = Step > 0 ? Step : aStep;
  Vector sums[Rows][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) sums[r][v] = zero();
  for (int at = 0; at < depth; at++) {
    Vector row[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) row[v] = load(b + at * bStep + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums[r][v] = Operands::sum(sums[r][v], a + r * step + at, row[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) store(c + r * cStep + v * lanes, sums[r][v]);
}

// c += aᵀ b, or, where nothing is there yet, c = aᵀ b, with a depth × Rows, rows `aStep` apart, and `soon` brought in meanwhile.
template <class Operands, int Rows, int Vectors>
inline void addTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t cStep, int64_t depth, bool adds,
                          const Lines &soon) {
  Vector sums[Rows][Vectors] = {};
  if (adds) {
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums[r][v] = load(c + r * cStep + v * lanes);
  }
  overDepth(depth, soon, [&](int64_t at) __attribute__((always_inline)) {
    Vector row[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) row[v] = load(b + at * bStep + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums[r][v] = Operands::sum(sums[r][v], a + at * aStep + r, row[v]);
    }
  });
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) store(c + r * cStep + v * lanes, sums[r][v]);
}

// Rows of a register tile of so many vectors: as many sums as there are registers beside what they are made of. AVX2 has 16 registers, the others 32.
template <int Vectors>
constexpr int rowsOfTile() {
  if (lanes == 8) return 12 / Vectors;
  return Vectors == 4 ? 6 : 16 / Vectors;
}

// All of c (rows × columns, columns a multiple of lanes) from a (rows × depth) and b (depth × columns), each with its rows side by side: as many rows at
// a time as there are registers for, then half as many, down to one.
template <class Operands, int Rows, int Vectors, int Step>
inline void multiplyRows(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  for (; rows >= Rows; rows -= Rows) {
    multiply<Operands, Rows, Vectors, Step>(a, depth, b, columns, c, columns, depth);
    a += static_cast<int64_t>(Rows) * depth;
    c += static_cast<int64_t>(Rows) * columns;
  }
  if constexpr (Rows > 1) {
    if (rows > 0) multiplyRows<Operands, Rows / 2, Vectors, Step>(a, b, c, rows, depth, columns);
  }
}

template <class Operands, int Vectors>
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  constexpr int Rows = rowsOfTile<Vectors>();
  constexpr int of16 = 16 / Operands::together, of32 = 2 * of16, of64 = 4 * of16;
  if (depth == of16) return multiplyRows<Operands, Rows, Vectors, of16>(a, b, c, rows, depth, columns);
  if (depth == of32) return multiplyRows<Operands, Rows, Vectors, of32>(a, b, c, rows, depth, columns);
  if (depth == of64) return multiplyRows<Operands, Rows, Vectors, of64>(a, b, c, rows, depth, columns);
  multiplyRows<Operands, Rows, Vectors, 0>(a, b, c, rows, depth, columns);
}

template <class Operands, int Vectors>
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t depth, int rows, int columns, int from,
                             bool adds) {
  constexpr int Rows = lanes % rowsOfTile<Vectors>() == 0 ? rowsOfTile<Vectors>() : 4;
  for (int row = 0; row < rows; row += Rows)
    addTransposed<Operands, Rows, Vectors>(a + row, aStep, b + from, bStep, c + static_cast<int64_t>(row) * columns + from, columns, depth, adds,
                                           noLines);
}

// Columns are taken four, two or one vector at a time.
template <class Operands>
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
#ifdef STAGECRAFT_TILES
  if constexpr (Operands::together == 2) return multiplyByTiles({a, depth, b, columns, c, columns, false}, rows, depth, columns);
#endif
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) multiplyAll<Operands, 4>(a, b + from, c + from, rows, depth, columns);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) multiplyAll<Operands, 2>(a, b + from, c + from, rows, depth, columns);
  for (; from < columns; from += lanes) multiplyAll<Operands, 1>(a, b + from, c + from, rows, depth, columns);
}

// All of c (rows × columns) += aᵀ b, or = where it does not add, with a depth × aStep, of which the first `rows` columns count, and b depth × bStep, of which the first `columns` do.
template <class Operands>
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t depth, int rows, int columns, bool adds) {
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) addAllTransposed<Operands, 4>(a, aStep, b, bStep, c, depth, rows, columns, from, adds);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) addAllTransposed<Operands, 2>(a, aStep, b, bStep, c, depth, rows, columns, from, adds);
  for (; from < columns; from += lanes) addAllTransposed<Operands, 1>(a, aStep, b, bStep, c, depth, rows, columns, from, adds);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
