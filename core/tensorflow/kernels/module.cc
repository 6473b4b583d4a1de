// The module that Node loads: from then on its operations are TensorFlow's too. It exports `instructions`, the instruction set that they run with; null
// where this processor has none of those that they are compiled for, and then there are no operations either.
#include <node_api.h>

#include <stdexcept>

#include "kernels.h"
#include "operation.h"

extern "C" __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  const stagecraft::Kernels *kernels = stagecraft::kernelsHere();
  napi_value instructions;
  napi_get_null(env, &instructions);
  if (kernels != nullptr) {
    try {
      stagecraft::registerBatchNorm();
      stagecraft::registerConvolution();
      stagecraft::registerConvolutionGradients();
      stagecraft::registerMaxPool();
      stagecraft::registerUpdates();
    } catch (const std::runtime_error &error) {
      napi_throw_error(env, nullptr, error.what());
      return nullptr;
    }
    napi_create_string_utf8(env, kernels->name, NAPI_AUTO_LENGTH, &instructions);
  }
  napi_set_named_property(env, exports, "instructions", instructions);
  return exports;
}
