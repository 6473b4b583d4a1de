#pragma once

#include "tasks.h"

namespace stagecraft {

// All cores of this computer, shared by all that ask at once. `cost` of their pieces is in nanoseconds.
Threads threadsHere();

}  // namespace stagecraft
