// leak-server MODEL PORT serves; leak-server --check PORT asks a running one for its health, as a health check without a shell.
#include <onnxruntime_cxx_api.h>

#include <array>
#include <cmath>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http.h"

namespace {

constexpr std::size_t bands = 8;

float leakOf(Ort::Session& model, std::vector<float> levels) {
  const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  const std::array<std::int64_t, 2> shape{1, bands};
  const auto input = Ort::Value::CreateTensor<float>(memory, levels.data(), levels.size(), shape.data(), shape.size());
  const char* const inputs[] = {"bands"};
  const char* const outputs[] = {"leak"};
  const auto result = model.Run(Ort::RunOptions{}, inputs, &input, 1, outputs, 1);
  return result.front().GetTensorData<float>()[0];
}

Response answer(Ort::Session& model, const Request& request) {
  if (request.method == "GET" && request.path == "/health") return {200, R"({"status":"ok"})"};
  if (request.method != "POST" || request.path != "/leak") return {404, R"({"error":"not found"})"};
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("bands") || !body["bands"].is_array() || body["bands"].size() != bands) {
    return {422, R"({"error":"bands: 8 levels in dB"})"};
  }
  try {
    const float leak = leakOf(model, body["bands"].get<std::vector<float>>());
    return {200, nlohmann::json{{"leak", std::round(leak * 1000.0) / 1000.0}}.dump()};
  } catch (const std::exception& error) {
    return {422, nlohmann::json{{"error", error.what()}}.dump()};
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: leak-server MODEL PORT | leak-server --check PORT\n";
    return 2;
  }
  const int port = std::atoi(argv[2]);
  if (std::string(argv[1]) == "--check") return statusOf(port, "/health") == 200 ? 0 : 1;
  try {
    const Ort::Env environment(ORT_LOGGING_LEVEL_WARNING, "leak-server");
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    Ort::Session model(environment, argv[1], options);
    std::cout << "listening on " << port << std::endl;
    return serve(port, [&model](const Request& request) { return answer(model, request); }) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "leak-server: " << error.what() << '\n';
    return 1;
  }
}
