// Small matrix products in registers: the 36 of Winograd's convolutions. `c` is Rows × (Vectors · lanes) and stays in registers all the time.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// c = a b, with a Rows × depth, rows `aStep` apart.
template <int Rows, int Vectors>
inline void multiply(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t cStep, int depth) {
  Vector sums[Rows][Vectors] = {};
  for (int at = 0; at < depth; at++) {
    Vector row[Vectors];
    for (int v = 0; v < Vectors; v++) row[v] = load(b + at * bStep + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      const Vector factor = broadcast(a[r * aStep + at]);
      for (int v = 0; v < Vectors; v++) sums[r][v] += factor * row[v];
    }
  }
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Vectors; v++) store(c + r * cStep + v * lanes, sums[r][v]);
}

// c += aᵀ b, with a depth × Rows, rows `aStep` apart.
template <int Rows, int Vectors>
inline void addTransposed(const float *a, int64_t aStep, const float *b, int64_t bStep, float *c, int64_t cStep, int64_t depth) {
  Vector sums[Rows][Vectors];
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Vectors; v++) sums[r][v] = load(c + r * cStep + v * lanes);
  for (int64_t at = 0; at < depth; at++) {
    Vector row[Vectors];
    for (int v = 0; v < Vectors; v++) row[v] = load(b + at * bStep + v * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; r++) {
      const Vector factor = broadcast(a[at * aStep + r]);
      for (int v = 0; v < Vectors; v++) sums[r][v] += factor * row[v];
    }
  }
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Vectors; v++) store(c + r * cStep + v * lanes, sums[r][v]);
}

// Rows of a register tile of so many vectors: as many sums as there are registers beside what they are made of. AVX2 has 16 registers, the others 32.
template <int Vectors>
constexpr int rowsOfTile() {
  return lanes == 8 ? 12 / Vectors : 16 / Vectors;
}

// All of c (rows × columns, columns a multiple of lanes) from a (rows × depth) and b (depth × columns), each with its rows side by side.
template <int Vectors>
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns, int from) {
  constexpr int Rows = rowsOfTile<Vectors>();
  int64_t row = 0;
  for (; row + Rows <= rows; row += Rows)
    multiply<Rows, Vectors>(a + row * depth, depth, b + from, columns, c + row * columns + from, columns, depth);
  for (; row < rows; row++) multiply<1, Vectors>(a + row * depth, depth, b + from, columns, c + row * columns + from, columns, depth);
}

template <int Vectors>
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, float *c, int64_t depth, int rows, int columns, int from) {
  constexpr int Rows = lanes % rowsOfTile<Vectors>() == 0 ? rowsOfTile<Vectors>() : 4;
  for (int row = 0; row < rows; row += Rows)
    addTransposed<Rows, Vectors>(a + row, aStep, b + from, columns, c + static_cast<int64_t>(row) * columns + from, columns, depth);
}

// Columns are taken four, two or one vector at a time.
inline void multiplyAll(const float *a, const float *b, float *c, int64_t rows, int depth, int columns) {
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) multiplyAll<4>(a, b, c, rows, depth, columns, from);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) multiplyAll<2>(a, b, c, rows, depth, columns, from);
  for (; from < columns; from += lanes) multiplyAll<1>(a, b, c, rows, depth, columns, from);
}

// All of c (rows × columns) += aᵀ b, with a depth × aStep, of which the first `rows` columns count, and b depth × columns.
inline void addAllTransposed(const float *a, int64_t aStep, const float *b, float *c, int64_t depth, int rows, int columns) {
  int from = 0;
  if (lanes != 8)
    for (; from + 4 * lanes <= columns; from += 4 * lanes) addAllTransposed<4>(a, aStep, b, c, depth, rows, columns, from);
  for (; from + 2 * lanes <= columns; from += 2 * lanes) addAllTransposed<2>(a, aStep, b, c, depth, rows, columns, from);
  for (; from < columns; from += lanes) addAllTransposed<1>(a, aStep, b, c, depth, rows, columns, from);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
