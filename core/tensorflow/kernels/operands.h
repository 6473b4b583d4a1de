// The numbers that products are of: float32, or bfloat16 where the processor multiplies those in pairs (AVX-512 BF16), twice as many at a time. What is
// multiplied has its rows as they are, numbers of a row two by two; what it is multiplied with has its rows two by two, each number beside the one below it.
// Either way a matrix is one of words of four bytes with `together` times fewer columns or rows, and all places are counted in words.
#pragma once

#include "vector.h"

namespace stagecraft::STAGECRAFT_TARGET {

// Both are stored a vector of numbers at a time: `row(to, …)` with whole vectors of a row, `ofRows(to, …)` with those of the row so many, the even rows before the odd.
struct Floats {
  typedef float Number;
  static constexpr int together = 1;

  static void row(float *to, Vector value) { store(to, value); }
  static void row(float *to, Halves value) { store(to, widen(value)); }
  static void ofRows(float *to, Vector value, int64_t) { store(to, value); }
  static Vector beside(const Vector rows[1]) { return rows[0]; }
  static Vector sum(Vector before, const float *word, Vector words) { return before + broadcast(*word) * words; }
};

#ifdef __AVX512BF16__

// Rounded to the nearest. Sums are float32.
struct Pairs {
  typedef Bfloat16 Number;
  static constexpr int together = 2;

  static void row(Bfloat16 *to, Vector value) { store(to, value); }
  static void row(Bfloat16 *to, Halves value) { store(to, value); }

  // An even row leaves zeros where the odd one will stand: there may be none.
  static void ofRows(float *to, Vector value, int64_t row) {
    const int isOdd = row & 1;
    const Bits words = __builtin_convertvector(narrow(value), Bits) << (16 * isOdd);
    store(to, (Vector)(words | ((Bits)load(to) & static_cast<uint32_t>(-isOdd))));
  }
  // Both rows at once.
  static Vector beside(const Vector rows[2]) { return beside(narrow(rows[0]), narrow(rows[1])); }
  static Vector beside(Halves even, Halves odd) {
    return (Vector)__builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                           29, 14, 30, 15, 31);
  }

  static Vector sum(Vector before, const float *word, Vector words) {
    int32_t bits;
    memcpy(&bits, word, sizeof bits);
    return (Vector)_mm512_dpbf16_ps((__m512)before, (__m512bh)(Integers{} + bits), (__m512bh)words);
  }
};

typedef Pairs OfBfloat16;
#else
typedef Floats OfBfloat16;
#endif

// Processors with tiles take twice as long for AVX-512's products of bfloat16 as for float32's, and tiles would have to be given rows transposed.
#ifdef STAGECRAFT_TILES
typedef Floats SummedOfBfloat16;
#else
typedef OfBfloat16 SummedOfBfloat16;
#endif

// What products are of forward and by the input.
template <class Number>
struct OperandsOf {
  typedef OfBfloat16 Type;
};
template <>
struct OperandsOf<float> {
  typedef Floats Type;
};

// And in sums by the weights.
template <class Number>
struct SummedOf {
  typedef SummedOfBfloat16 Type;
};
template <>
struct SummedOf<float> {
  typedef Floats Type;
};

// Words of so many numbers of a row, or of so many rows.
template <class Operands>
inline int64_t words(int64_t numbers) {
  return (numbers + Operands::together - 1) / Operands::together;
}

}  // namespace stagecraft::STAGECRAFT_TARGET
