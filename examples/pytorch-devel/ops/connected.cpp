// segments::label, an operator for TorchScript: numbers the connected areas of a mask, from 1 in reading order.
#include <torch/library.h>
#include <torch/types.h>

#include <utility>
#include <vector>

namespace {

torch::Tensor label(const torch::Tensor& mask) {
  TORCH_CHECK(mask.dim() == 2, "label takes a mask of shape [height, width]");
  const auto input = mask.to(torch::kCPU, torch::kBool).contiguous();
  const auto in = input.accessor<bool, 2>();
  auto output = torch::zeros_like(input, torch::kLong);
  auto out = output.accessor<int64_t, 2>();
  int64_t number = 0;
  std::vector<std::pair<int64_t, int64_t>> open;
  for (int64_t row = 0; row < input.size(0); ++row) {
    for (int64_t column = 0; column < input.size(1); ++column) {
      if (!in[row][column] || out[row][column] != 0) continue;
      out[row][column] = ++number;
      open.emplace_back(row, column);
      while (!open.empty()) {
        const auto [y, x] = open.back();
        open.pop_back();
        const std::pair<int64_t, int64_t> next[] = {{y - 1, x}, {y + 1, x}, {y, x - 1}, {y, x + 1}};
        for (const auto& [down, right] : next) {
          if (down < 0 || right < 0 || down >= input.size(0) || right >= input.size(1)) continue;
          if (!in[down][right] || out[down][right] != 0) continue;
          out[down][right] = number;
          open.emplace_back(down, right);
        }
      }
    }
  }
  return output.to(mask.device());
}

}  // namespace

TORCH_LIBRARY(segments, library) { library.def("label(Tensor mask) -> Tensor"); }

TORCH_LIBRARY_IMPL(segments, CompositeExplicitAutograd, library) { library.impl("label", &label); }
