// What tfjs-node-gpu's binding has no way to ask for: it loads every graph with TensorFlow's usual session options. Linked with
// --wrap=TF_LoadSessionFromSavedModel, its call comes here first. The variable STAGECRAFT_SESSION_CONFIG holds a tensorflow.ConfigProto as
// hexadecimal digits (core/tensorflow/session-config.ts); without it nothing is changed.
#include <cstdlib>
#include <string>

#include "tensorflow/c/c_api.h"

void releaseLibraryPages();

extern "C" {

TF_Session *__real_TF_LoadSessionFromSavedModel(const TF_SessionOptions *options, const TF_Buffer *run_options, const char *folder,
                                                const char *const *tags, int tag_count, TF_Graph *graph, TF_Buffer *meta_graph,
                                                TF_Status *status);

TF_Session *__wrap_TF_LoadSessionFromSavedModel(const TF_SessionOptions *options, const TF_Buffer *run_options, const char *folder,
                                                const char *const *tags, int tag_count, TF_Graph *graph, TF_Buffer *meta_graph,
                                                TF_Status *status) {
  releaseLibraryPages();
  const char *digits = std::getenv("STAGECRAFT_SESSION_CONFIG");
  if (digits == nullptr)
    return __real_TF_LoadSessionFromSavedModel(options, run_options, folder, tags, tag_count, graph, meta_graph, status);
  std::string config;
  for (; digits[0] != '\0' && digits[1] != '\0'; digits += 2)
    config.push_back(static_cast<char>(std::strtol(std::string(digits, 2).c_str(), nullptr, 16)));
  TF_SessionOptions *configured = TF_NewSessionOptions();
  TF_SetConfig(configured, config.data(), config.size(), status);
  TF_Session *session = nullptr;
  if (TF_GetCode(status) == TF_OK)
    session = __real_TF_LoadSessionFromSavedModel(configured, run_options, folder, tags, tag_count, graph, meta_graph, status);
  TF_DeleteSessionOptions(configured);
  return session;
}
}
