// particles::suppress, an operator for TorchScript: of peaks closer to each other than `radius` only the brightest stays.
// Importing the module registers it.
#include <torch/extension.h>

#include <vector>

namespace {

torch::Tensor suppress(const torch::Tensor& peaks, const torch::Tensor& scores, double radius) {
  TORCH_CHECK(peaks.dim() == 2 && peaks.size(1) == 2, "peaks have the shape [count, 2]");
  const auto order = scores.argsort(/*dim=*/0, /*descending=*/true).contiguous();
  const auto place = peaks.to(torch::kDouble).contiguous();
  const auto at = place.accessor<double, 2>();
  const auto* next = order.data_ptr<int64_t>();
  std::vector<int64_t> kept;
  for (int64_t rank = 0; rank < order.numel(); ++rank) {
    const int64_t one = next[rank];
    bool alone = true;
    for (const int64_t other : kept) {
      const double down = at[one][0] - at[other][0];
      const double right = at[one][1] - at[other][1];
      if (down * down + right * right < radius * radius) {
        alone = false;
        break;
      }
    }
    if (alone) kept.push_back(one);
  }
  return torch::tensor(kept, torch::kLong);
}

}  // namespace

TORCH_LIBRARY(particles, library) { library.def("suppress(Tensor peaks, Tensor scores, float radius) -> Tensor"); }

TORCH_LIBRARY_IMPL(particles, CPU, library) { library.impl("suppress", &suppress); }

PYBIND11_MODULE(particle_ops, module) { module.doc() = "Registers the operators of the particle counter."; }
