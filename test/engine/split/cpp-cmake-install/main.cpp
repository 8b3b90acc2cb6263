#include <iostream>
#include <string>

std::string greeting(const std::string &name);

int main(int argc, char **argv) {
  std::cout << greeting(argc > 1 ? argv[1] : "nobody") << std::endl;
  return 0;
}
