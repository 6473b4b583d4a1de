// Kernels of the one instruction set that STAGECRAFT_TARGET names, in place of processor.cc: what a sanitizer watches takes long to compile, and only one set runs.
#include "kernels.h"

namespace stagecraft {

namespace STAGECRAFT_TARGET {
extern const Kernels kernels;
#ifdef STAGECRAFT_TILES
bool tilesAgree();
#else
bool tilesAgree() { return true; }
#endif
}

const Kernels *kernelsHere() { return STAGECRAFT_TARGET::tilesAgree() ? &STAGECRAFT_TARGET::kernels : nullptr; }

}  // namespace stagecraft
