// Profiler ranges are CUDA's; in a browser they do nothing.
#ifndef HAKUI_TVM_SUPPORT_CUDA_NVTX_H_
#define HAKUI_TVM_SUPPORT_CUDA_NVTX_H_
#include <string>

namespace tvm {
namespace support {

struct NVTXScopedRange {
  explicit NVTXScopedRange(const std::string&) {}
};

}  // namespace support
}  // namespace tvm
#endif
