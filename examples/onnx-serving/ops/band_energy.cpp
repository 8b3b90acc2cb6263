// The custom operator BandEnergy of the domain "vibration": how much of each given frequency is in a window of samples.
// Input: float[windows, samples]. Attribute "frequencies": cycles per sample, 0 to 0.5. Output: float[windows, frequencies],
// log10 of the energy, measured with a Hann window and Goertzel's method.
// Only the C interface of ONNX Runtime is used, so the headers may be older than the runtime that loads this library.
#include <onnxruntime_c_api.h>

#include <cmath>
#include <new>
#include <vector>

namespace {

// The oldest version of the interface that has all we use; every runtime from 1.17 on answers it.
constexpr uint32_t kApiVersion = 17;
constexpr double kPi = 3.14159265358979323846;

struct Kernel {
  const OrtApi* api;
  std::vector<float> frequencies;
};

double goertzel(const float* samples, int64_t count, double frequency) {
  const double factor = 2.0 * std::cos(2.0 * kPi * frequency);
  double previous = 0.0;
  double before = 0.0;
  double weight = 0.0;
  for (int64_t i = 0; i < count; ++i) {
    const double hann = 0.5 - 0.5 * std::cos(2.0 * kPi * static_cast<double>(i) / static_cast<double>(count));
    weight += hann;
    const double current = hann * samples[i] + factor * previous - before;
    before = previous;
    previous = current;
  }
  const double power = previous * previous + before * before - factor * previous * before;
  return 4.0 * power / (weight * weight);
}

OrtStatus* createKernel(const OrtCustomOp*, const OrtApi* api, const OrtKernelInfo* info, void** result) {
  size_t count = 0;
  if (OrtStatus* status = api->KernelInfoGetAttributeArray_float(info, "frequencies", nullptr, &count)) return status;
  Kernel* kernel = new (std::nothrow) Kernel{api, std::vector<float>(count)};
  if (kernel == nullptr) return api->CreateStatus(ORT_FAIL, "BandEnergy: out of memory");
  if (OrtStatus* status = api->KernelInfoGetAttributeArray_float(info, "frequencies", kernel->frequencies.data(), &count)) {
    delete kernel;
    return status;
  }
  *result = kernel;
  return nullptr;
}

OrtStatus* compute(void* state, OrtKernelContext* context) {
  const Kernel& kernel = *static_cast<const Kernel*>(state);
  const OrtApi* api = kernel.api;
  const OrtValue* input = nullptr;
  if (OrtStatus* status = api->KernelContext_GetInput(context, 0, &input)) return status;

  OrtTensorTypeAndShapeInfo* info = nullptr;
  if (OrtStatus* status = api->GetTensorTypeAndShape(input, &info)) return status;
  size_t rank = 0;
  int64_t shape[2] = {0, 0};
  OrtStatus* status = api->GetDimensionsCount(info, &rank);
  if (status == nullptr && rank != 2) status = api->CreateStatus(ORT_INVALID_ARGUMENT, "BandEnergy: the input must have two dimensions");
  if (status == nullptr) status = api->GetDimensions(info, shape, 2);
  api->ReleaseTensorTypeAndShapeInfo(info);
  if (status != nullptr) return status;

  void* samples = nullptr;
  if (OrtStatus* failed = api->GetTensorMutableData(const_cast<OrtValue*>(input), &samples)) return failed;
  const int64_t bands = static_cast<int64_t>(kernel.frequencies.size());
  const int64_t outputShape[2] = {shape[0], bands};
  OrtValue* output = nullptr;
  if (OrtStatus* failed = api->KernelContext_GetOutput(context, 0, outputShape, 2, &output)) return failed;
  void* energies = nullptr;
  if (OrtStatus* failed = api->GetTensorMutableData(output, &energies)) return failed;

  for (int64_t window = 0; window < shape[0]; ++window) {
    const float* from = static_cast<const float*>(samples) + window * shape[1];
    float* to = static_cast<float*>(energies) + window * bands;
    for (int64_t band = 0; band < bands; ++band) {
      to[band] = static_cast<float>(std::log10(goertzel(from, shape[1], kernel.frequencies[band]) + 1e-9));
    }
  }
  return nullptr;
}

OrtCustomOp describe() {
  OrtCustomOp op{};
  op.version = kApiVersion;
  op.GetName = [](const OrtCustomOp*) { return "BandEnergy"; };
  op.GetExecutionProviderType = [](const OrtCustomOp*) -> const char* { return nullptr; };
  op.GetInputTypeCount = [](const OrtCustomOp*) -> size_t { return 1; };
  op.GetInputType = [](const OrtCustomOp*, size_t) { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; };
  op.GetOutputTypeCount = [](const OrtCustomOp*) -> size_t { return 1; };
  op.GetOutputType = [](const OrtCustomOp*, size_t) { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; };
  op.GetInputCharacteristic = [](const OrtCustomOp*, size_t) { return INPUT_OUTPUT_REQUIRED; };
  op.GetOutputCharacteristic = [](const OrtCustomOp*, size_t) { return INPUT_OUTPUT_REQUIRED; };
  op.GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
  op.GetVariadicInputMinArity = [](const OrtCustomOp*) { return 1; };
  op.GetVariadicInputHomogeneity = [](const OrtCustomOp*) { return 1; };
  op.GetVariadicOutputMinArity = [](const OrtCustomOp*) { return 1; };
  op.GetVariadicOutputHomogeneity = [](const OrtCustomOp*) { return 1; };
  op.CreateKernelV2 = createKernel;
  op.KernelComputeV2 = compute;
  op.KernelDestroy = [](void* state) { delete static_cast<Kernel*>(state); };
  return op;
}

}  // namespace

// ONNX Runtime calls this once for each session that names this library.
extern "C" __attribute__((visibility("default"))) OrtStatus* RegisterCustomOps(OrtSessionOptions* options, const OrtApiBase* base) {
  const OrtApi* api = base->GetApi(kApiVersion);
  if (api == nullptr) return nullptr;
  static const OrtCustomOp op = describe();
  OrtCustomOpDomain* domain = nullptr;
  if (OrtStatus* status = api->CreateCustomOpDomain("vibration", &domain)) return status;
  if (OrtStatus* status = api->CustomOpDomain_Add(domain, &op)) return status;
  return api->AddCustomOpDomain(options, domain);
}
