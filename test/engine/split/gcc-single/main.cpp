#include <format>
#include <iostream>
#include <vector>

int main() {
  std::vector<int> values{3, 1, 2};
  std::cout << std::format("{} values, first {}", values.size(), values.front()) << '\n';
}
