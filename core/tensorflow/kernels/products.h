// Small matrix products in registers: the 36 of Winograd's convolutions. `c` is Rows × (Vectors · lanes) and stays in registers all the time,
// for which all loops over its rows have to be unrolled.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// c = a b, with a Rows × depth. Rows of a stand `Step` apart, which the compiler writes into its instructions, or `aStep` where Step is 0.
template <int Rows, int Vectors, int Step>
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
      const Vector factor = broadcast(a[r * step + at]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums[r][v] += factor * row[v];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) store(c + r * cStep + v * lanes, sums[r][v]);
}

// c += aᵀ b, with a depth × Rows, rows `aStep` apart.
template <int Rows, int Vectors>
inline void addTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t cStep, int64_t depth) {
  Vector sums[Rows][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) sums[r][v] = load(c + r * cStep + v * lanes);
  for (int64_t at = 0; at < depth; at++) {
    Vector row[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v++) row[v] = load(b + at * bStep + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      const Vector factor = broadcast(a[at * aStep + r]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v++) sums[r][v] += factor * row[v];
    }
  }
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
template <int Rows, int Vectors, int Step>
inline void multiplyRows(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  for (; rows >= Rows; rows -= Rows) {
    multiply<Rows, Vectors, Step>(a, depth, b, columns, c, columns, depth);
    a += static_cast<int64_t>(Rows) * depth;
    c += static_cast<int64_t>(Rows) * columns;
  }
  if constexpr (Rows > 1) {
    if (rows > 0) multiplyRows<Rows / 2, Vectors, Step>(a, b, c, rows, depth, columns);
  }
}

template <int Vectors>
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  constexpr int Rows = rowsOfTile<Vectors>();
  if (depth == 16) return multiplyRows<Rows, Vectors, 16>(a, b, c, rows, depth, columns);
  if (depth == 32) return multiplyRows<Rows, Vectors, 32>(a, b, c, rows, depth, columns);
  if (depth == 64) return multiplyRows<Rows, Vectors, 64>(a, b, c, rows, depth, columns);
  multiplyRows<Rows, Vectors, 0>(a, b, c, rows, depth, columns);
}

template <int Vectors>
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t depth, int rows, int columns, int from) {
  constexpr int Rows = lanes % rowsOfTile<Vectors>() == 0 ? rowsOfTile<Vectors>() : 4;
  for (int row = 0; row < rows; row += Rows)
    addTransposed<Rows, Vectors>(a + row, aStep, b + from, bStep, c + static_cast<int64_t>(row) * columns + from, columns, depth);
}

// Columns are taken four, two or one vector at a time.
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) multiplyAll<4>(a, b + from, c + from, rows, depth, columns);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) multiplyAll<2>(a, b + from, c + from, rows, depth, columns);
  for (; from < columns; from += lanes) multiplyAll<1>(a, b + from, c + from, rows, depth, columns);
}

// All of c (rows × columns) += aᵀ b, with a depth × aStep, of which the first `rows` columns count, and b depth × bStep, of which the first `columns` do.
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t depth, int rows, int columns) {
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) addAllTransposed<4>(a, aStep, b, bStep, c, depth, rows, columns, from);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) addAllTransposed<2>(a, aStep, b, bStep, c, depth, rows, columns, from);
  for (; from < columns; from += lanes) addAllTransposed<1>(a, aStep, b, bStep, c, depth, rows, columns, from);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
