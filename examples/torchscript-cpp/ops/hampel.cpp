// signal::hampel, an operator for TorchScript: takes single wild readings of a sensor out of a series. A reading further from
// the median of its neighbours than `limit` times their median deviation becomes that median.
#include <torch/library.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

torch::Tensor hampel(const torch::Tensor& series, int64_t reach, double limit) {
  TORCH_CHECK(series.dim() == 2, "hampel takes series of shape [count, length]");
  const auto input = series.to(torch::kDouble).contiguous();
  auto output = input.clone();
  const auto in = input.accessor<double, 2>();
  auto out = output.accessor<double, 2>();
  for (int64_t row = 0; row < input.size(0); ++row) {
    for (int64_t at = 0; at < input.size(1); ++at) {
      std::vector<double> window;
      const int64_t last = std::min(input.size(1) - 1, at + reach);
      for (int64_t near = std::max<int64_t>(0, at - reach); near <= last; ++near) window.push_back(in[row][near]);
      const double centre = median(window);
      for (double& value : window) value = std::abs(value - centre);
      // 1.4826 makes the median deviation of a normal distribution its standard deviation.
      if (std::abs(in[row][at] - centre) > limit * 1.4826 * median(window) + 1e-9) out[row][at] = centre;
    }
  }
  return output.to(series.scalar_type());
}

}  // namespace

TORCH_LIBRARY(signal, library) { library.def("hampel(Tensor series, int reach, float limit) -> Tensor"); }

TORCH_LIBRARY_IMPL(signal, CPU, library) { library.impl("hampel", &hampel); }
