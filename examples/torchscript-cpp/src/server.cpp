// forecast-server MODEL PORT: loads a TorchScript model and answers POST /forecast with the next readings of a pressure sensor.
#include <ATen/Parallel.h>
#include <httplib.h>
#include <torch/script.h>

#include <cmath>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

namespace {

constexpr int64_t readings = 64;

nlohmann::json forecast(torch::jit::Module& model, const std::vector<float>& pressures) {
  const c10::InferenceMode guard;
  const auto input = torch::tensor(pressures).unsqueeze(0);
  const auto output = model.forward({input}).toTensor().squeeze(0).contiguous();
  auto answer = nlohmann::json::array();
  for (int64_t at = 0; at < output.numel(); ++at) {
    answer.push_back(std::round(output[at].item<double>() * 1000.0) / 1000.0);
  }
  return {{"forecast", answer}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: forecast-server MODEL PORT\n";
    return 2;
  }
  at::set_num_threads(1);
  torch::jit::Module model;
  try {
    model = torch::jit::load(argv[1]);
    model.eval();
  } catch (const std::exception& error) {
    std::cerr << "forecast-server: " << argv[1] << ": " << error.what() << '\n';
    return 1;
  }

  httplib::Server server;
  server.Get("/health", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(R"({"status":"ok"})", "application/json");
  });
  server.Post("/forecast", [&model](const httplib::Request& request, httplib::Response& response) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    const auto found = body.is_object() ? body.find("pressures") : body.end();
    if (!body.is_object() || found == body.end() || !found->is_array() || found->size() != readings) {
      response.status = 422;
      response.set_content(R"({"error":"pressures: 64 readings in bar"})", "application/json");
      return;
    }
    response.set_content(forecast(model, found->get<std::vector<float>>()).dump(), "application/json");
  });
  std::cout << "listening on " << argv[2] << std::endl;
  return server.listen("0.0.0.0", std::atoi(argv[2])) ? 0 : 1;
}
