// Winograd's minimal filtering F(4×4, 3×3) for convolutions (Lavin & Gray 2016, section 4.3): a tile of 4×4 outputs is
//   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A,
// d the 6×6 patch of the input under it, g the 3×3 weights, ⊙ number by number. Over all channels ⊙ becomes 36 matrix products of (tiles × in) by
// (in × out): 36 multiplications where direct computation needs 144. The matrices evaluate polynomials at 0, a, −a, b, −b and infinity, and put together
// the product's from its values there (Toom & Cook; Barabasz, Anderson, Soodhalter & Gregg 2020, section 3):
//        a²b²   0   -(a²+b²)    0     1  0          1/(a²b²)   0    0
//         0   -ab²    -b²       a     1  0            f       fa   fa²           1  1   1  1   1  0
//  Bᵀ =   0    ab²    -b²      -a     1  0    G =     f      -fa   fa²     Aᵀ =  0  a  -a  b  -b  0
//         0   -ba²    -a²       b     1  0            h       hb   hb²           0  a²  a² b²  b² 0
//         0    ba²    -a²      -b     1  0            h      -hb   hb²           0  a³ -a³ b³ -b³ 1
//         0   a²b²     0    -(a²+b²)  0  1            0        0    1
// with f = 1/(2a²(a²−b²)) and h = 1/(2b²(b²−a²)). With a = 5/8 and b = 3/2 each of the 36 products has the same share in what rounding makes the outputs
// err by, which is then least: 0.4 of what it is with the usual 1 and 2 (searched for among sixteenths, products of numbers rounded to bfloat16).
// Y is linear in g too, so its derivative by g is the transposed chain: Gᵀ [ (Bᵀ d B) ⊙ (A y Aᵀ) ] G, summed over tiles, y the gradient by Y.
// Each function here is one of these matrices times a vector of Vectors: a lane is a channel. The 2-D transform is the 1-D one over columns, then rows.
// On the way forward what A has of ±a is divided by a, of ±b by b², and what G has is multiplied by it: so nothing here that another kernel goes on with adds
// two products, or ends in one. Which of them is rounded would be the compiler's choice, another one in each kernel, and they would give other bits.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

constexpr int tileSide = 4;
constexpr int patchSide = 6;
constexpr int patchSize = patchSide * patchSide;

constexpr float pointA = 5.0f / 8, pointB = 3.0f / 2;
constexpr float a2 = pointA * pointA, b2 = pointB * pointB, a3 = pointA * a2, b3 = pointB * b2;
constexpr float shareA = 1 / (2 * a2 * (a2 - b2)), shareB = 1 / (2 * b2 * (b2 - a2)), shareZero = 1 / (a2 * b2);

// Bᵀ d
inline void patchTransform(const Vector d[6], Vector to[6]) {
  const Vector evenA = d[4] - b2 * d[2], oddA = d[3] - b2 * d[1];
  const Vector evenB = d[4] - a2 * d[2], oddB = d[3] - a2 * d[1];
  to[0] = a2 * b2 * d[0] + (d[4] - (a2 + b2) * d[2]);
  to[1] = evenA + pointA * oddA;
  to[2] = evenA - pointA * oddA;
  to[3] = evenB + pointB * oddB;
  to[4] = evenB - pointB * oddB;
  to[5] = a2 * b2 * d[1] + (d[5] - (a2 + b2) * d[3]);
}

// Aᵀ m
inline void tileTransform(const Vector m[6], Vector to[4]) {
  const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
  to[0] = 1 / pointA * sumA + (1 / b2 * sumB + m[0]);
  to[1] = 1 / pointB * differenceB + differenceA;
  to[2] = pointA * sumA + sumB;
  to[3] = a2 * differenceA + (pointB * differenceB + m[5]);
}

// A y
inline void gradientTransform(const Vector y[4], Vector to[6]) {
  const Vector evenA = a2 * y[2] + y[0], oddA = a2 * y[3] + y[1];
  const Vector evenB = b2 * y[2] + y[0], oddB = b2 * y[3] + y[1];
  to[0] = y[0];
  to[1] = evenA + pointA * oddA;
  to[2] = evenA - pointA * oddA;
  to[3] = evenB + pointB * oddB;
  to[4] = evenB - pointB * oddB;
  to[5] = y[3];
}

// G g
inline void weightTransform(const Vector g[3], Vector to[6]) {
  const Vector evenA = a2 * g[2] + g[0], evenB = b2 * g[2] + g[0];
  to[0] = shareZero * g[0];
  to[1] = pointA * shareA * (evenA + pointA * g[1]);
  to[2] = pointA * shareA * (evenA - pointA * g[1]);
  to[3] = b2 * shareB * (evenB + pointB * g[1]);
  to[4] = b2 * shareB * (evenB - pointB * g[1]);
  to[5] = g[2];
}

// Gᵀ m
inline void weightGradientTransform(const Vector m[6], Vector to[3]) {
  constexpr float oddA = shareA * pointA, oddB = shareB * pointB;
  const Vector sumA = m[1] + m[2], differenceA = m[1] - m[2], sumB = m[3] + m[4], differenceB = m[3] - m[4];
  to[0] = shareA * (shareZero / shareA * m[0] + (shareB / shareA * sumB + sumA));
  to[1] = oddA * (oddB / oddA * differenceB + differenceA);
  to[2] = a2 * shareA * sumA + (b2 * shareB * sumB + m[5]);
}

}  // namespace stagecraft::STAGECRAFT_TARGET
