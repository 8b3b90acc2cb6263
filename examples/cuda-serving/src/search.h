// Nearest neighbours by inner product on the GPU.
#pragma once

#include <cstdint>
#include <vector>

struct Match {
  std::int64_t row;
  float score;
};

/** Holds a table of vectors on the GPU; throws std::runtime_error where CUDA says no. */
class Index {
 public:
  Index(const std::vector<float>& rows, int width);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  /** The best row for a vector of `width` values. */
  Match nearest(const std::vector<float>& query) const;

 private:
  float* table_ = nullptr;
  int count_ = 0;
  int width_ = 0;
};
