// Winograd's minimal filtering F(4×4, 3×3) for convolutions (Lavin & Gray 2016, section 4.3): a tile of 4×4 outputs is
//   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A,
// d the 6×6 patch of the input under it, g the 3×3 weights, ⊙ number by number. Over all channels ⊙ becomes 36 matrix products of (tiles × in) by
// (in × out): 36 multiplications where direct computation needs 144. The matrices evaluate polynomials at 0, 1, −1, 2, −2 and infinity:
//        4  0 -5  0  1  0          1/4     0     0
//        0 -4 -4  1  1  0         -1/6  -1/6  -1/6           1  1  1  1  1  0
//  Bᵀ =  0  4 -4 -1  1  0    G =  -1/6   1/6  -1/6     Aᵀ =  0  1 -1  2 -2  0
//        0 -2 -1  2  1  0         1/24  1/12   1/6           0  1  1  4  4  0
//        0  2 -1 -2  1  0         1/24 -1/12   1/6           0  1 -1  8 -8  1
//        0  4  0 -5  0  1            0     0     1
// Y is linear in g too, so its derivative by g is the transposed chain: Gᵀ [ (Bᵀ d B) ⊙ (A y Aᵀ) ] G, summed over tiles, y the gradient by Y.
// Each function here is one of these matrices times a vector of Vectors: a lane is a channel. The 2-D transform is the 1-D one over columns, then rows.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

constexpr int tileSide = 4;
constexpr int patchSide = 6;
constexpr int patchSize = patchSide * patchSide;

// Bᵀ d
inline void patchTransform(const Vector d[6], Vector to[6]) {
  const Vector odd = d[3] - 4 * d[1], even = d[4] - 4 * d[2];
  const Vector further = 2 * (d[3] - d[1]), nearer = d[4] - d[2];
  to[0] = 4 * d[0] + (d[4] - 5 * d[2]);
  to[1] = even + odd;
  to[2] = even - odd;
  to[3] = nearer + further;
  to[4] = nearer - further;
  to[5] = 4 * d[1] + (d[5] - 5 * d[3]);
}

// Aᵀ m
inline void tileTransform(const Vector m[6], Vector to[4]) {
  const Vector sum1 = m[1] + m[2], difference1 = m[1] - m[2], sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  to[0] = m[0] + (sum1 + sum2);
  to[1] = 2 * difference2 + difference1;
  to[2] = 4 * sum2 + sum1;
  to[3] = m[5] + (8 * difference2 + difference1);
}

// A y
inline void gradientTransform(const Vector y[4], Vector to[6]) {
  const Vector even = y[0] + y[2], odd = y[1] + y[3];
  const Vector even2 = 4 * y[2] + y[0], odd2 = 2 * (4 * y[3] + y[1]);
  to[0] = y[0];
  to[1] = even + odd;
  to[2] = even - odd;
  to[3] = even2 + odd2;
  to[4] = even2 - odd2;
  to[5] = y[3];
}

// G g
inline void weightTransform(const Vector g[3], Vector to[6]) {
  const Vector ends = g[0] + g[2], ends2 = 4 * g[2] + g[0], middle2 = 2 * g[1];
  to[0] = 0.25f * g[0];
  to[1] = (-1 / 6.0f) * (ends + g[1]);
  to[2] = (-1 / 6.0f) * (ends - g[1]);
  to[3] = (1 / 24.0f) * (ends2 + middle2);
  to[4] = (1 / 24.0f) * (ends2 - middle2);
  to[5] = g[2];
}

// Gᵀ m
inline void weightGradientTransform(const Vector m[6], Vector to[3]) {
  const Vector sum1 = m[1] + m[2], difference1 = m[2] - m[1], sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  to[0] = 0.25f * m[0] + ((1 / 24.0f) * sum2 - (1 / 6.0f) * sum1);
  to[1] = (1 / 6.0f) * difference1 + (1 / 12.0f) * difference2;
  to[2] = m[5] + (1 / 6.0f) * (sum2 - sum1);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
