// Does on purpose what guarded-memory.cc is to see: one write just after a block, one read far after it, and one of a freed block.
#include <stdio.h>
#include <stdlib.h>

int main() {
  void *block;
  if (posix_memalign(&block, 64, 100) != 0) return 1;
  volatile unsigned char *bytes = static_cast<volatile unsigned char *>(block);
  printf("%d\n", bytes[5000]);
  bytes[100] = 1;
  free(block);
  printf("%d\n", bytes[0]);
}
