// What is brought in ahead of products: which lines of which maps, and with how many products.
#pragma once

#include "checking.h"

#define STAGECRAFT_TARGET ahead
#define STAGECRAFT_LANES 4
#include "ahead.h"

namespace {

// Each line of each map comes once, in its order, and none that is no map's. Maps that are read whole need no more products than they are shared out over, but for each
// map's last.
void checkAhead(Draw draw) {
  using namespace stagecraft::ahead;
  std::vector<Ahead> maps;
  std::vector<const char *> expected;
  int64_t stretches = 0;
  for (int map = draw.below(4); map >= 0; map--) {
    const int channels = 1 + draw.below(300), numbers = draw.below(2) == 0 ? channels : 1 + draw.below(channels), pixels = draw.below(20);
    // Asked for, and never read: addresses that no other map has.
    const float *first = reinterpret_cast<const float *>(static_cast<uintptr_t>(map + 1) << 30);
    maps.push_back({first, channels, numbers, pixels});
    const char *const start = reinterpret_cast<const char *>(first);
    const int64_t rows = numbers == channels ? (pixels > 0 ? 1 : 0) : pixels, bytes = 4 * static_cast<int64_t>(numbers) * (numbers == channels ? pixels : 1);
    for (int64_t row = 0; row < rows; row++)
      for (int64_t byte = 0; byte < bytes; byte += 64) expected.push_back(start + row * channels * 4 + byte);
    stretches += rows;
  }
  const int64_t products = 1 + draw.below(60);
  Foresight foresight(maps.data(), static_cast<int>(maps.size()), products);
  std::vector<const char *> asked;
  int64_t calls = 0;
  for (Lines lines = foresight.next(); lines.count > 0; lines = foresight.next(), calls++)
    for (int64_t line = 0; line < lines.count; line++) asked.push_back(lines.first + 64 * line);
  if (asked == expected && calls <= products + stretches) return;
  printf("ahead: %zu lines with %lld products instead of %zu with %lld\n", asked.size(), static_cast<long long>(calls), expected.size(),
         static_cast<long long>(products));
  failures++;
}

}  // namespace
