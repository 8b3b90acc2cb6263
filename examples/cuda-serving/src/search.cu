#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <stdexcept>

#include "search.h"

namespace {

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

// One block: each thread keeps the best of its share, then halves meet until one is left.
__global__ void best(const float* scores, int count, Match* result) {
  __shared__ Match kept[256];
  Match mine{-1, -3.4e38F};
  for (int at = static_cast<int>(threadIdx.x); at < count; at += 256) {
    if (scores[at] > mine.score) mine = {at, scores[at]};
  }
  kept[threadIdx.x] = mine;
  __syncthreads();
  for (unsigned half = 128; half > 0; half /= 2) {
    if (threadIdx.x < half && kept[threadIdx.x + half].score > kept[threadIdx.x].score) {
      kept[threadIdx.x] = kept[threadIdx.x + half];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) *result = kept[0];
}

}  // namespace

Index::Index(const std::vector<float>& rows, int width) : count_(static_cast<int>(rows.size()) / width), width_(width) {
  check(cudaMalloc(&table_, rows.size() * sizeof(float)) == cudaSuccess, "no memory on the GPU for the table");
  check(cudaMemcpy(table_, rows.data(), rows.size() * sizeof(float), cudaMemcpyHostToDevice) == cudaSuccess,
        "the table was not copied");
}

Index::~Index() { cudaFree(table_); }

Match Index::nearest(const std::vector<float>& query) const {
  float* vector = nullptr;
  float* scores = nullptr;
  Match* found = nullptr;
  Match result{};
  cublasHandle_t handle = nullptr;
  check(cublasCreate(&handle) == CUBLAS_STATUS_SUCCESS, "cuBLAS did not start");
  check(cudaMalloc(&vector, query.size() * sizeof(float)) == cudaSuccess, "no memory on the GPU");
  check(cudaMalloc(&scores, static_cast<size_t>(count_) * sizeof(float)) == cudaSuccess, "no memory on the GPU");
  check(cudaMalloc(&found, sizeof(Match)) == cudaSuccess, "no memory on the GPU");
  cudaMemcpy(vector, query.data(), query.size() * sizeof(float), cudaMemcpyHostToDevice);
  const float one = 1;
  const float none = 0;
  check(cublasSgemv(handle, CUBLAS_OP_T, width_, count_, &one, table_, width_, vector, 1, &none, scores, 1) ==
            CUBLAS_STATUS_SUCCESS,
        "the product was not computed");
  best<<<1, 256>>>(scores, count_, found);
  check(cudaMemcpy(&result, found, sizeof(Match), cudaMemcpyDeviceToHost) == cudaSuccess, "the result was not copied");
  cudaFree(found);
  cudaFree(scores);
  cudaFree(vector);
  cublasDestroy(handle);
  return result;
}
