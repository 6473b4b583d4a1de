// What the kernels of max-pooling are called with.
#pragma once

#include <cstdint>

namespace stagecraft {

// Square windows; what they cover beyond the map is never the largest.
struct MaxPool {
  int64_t batch;
  int height;
  int width;
  int channels;
  // At most 16: a pixel of a window is named by a byte.
  int kernel;
  int stride;
  // Pixels by which the first window begins above and left of the map, at most half of the kernel.
  int padding;
  // Windows down and across, the sides of the output.
  int down;
  int across;
};

struct MaxPoolForward {
  MaxPool of;
  const void *input;
  void *output;
  // Of each number of the output: row × kernel + column of the window's pixel that it is of, the first of the largest.
  uint8_t *taken;
};

struct MaxPoolByInput {
  MaxPool of;
  const void *gradient;
  const uint8_t *taken;
  void *byInput;
};

}  // namespace stagecraft
