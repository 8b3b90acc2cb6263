// nearest TABLE WIDTH: reads a table of 32-bit floats, then answers each line of WIDTH numbers with the nearest row.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "search.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: nearest TABLE WIDTH\n";
    return 2;
  }
  try {
    std::ifstream file(argv[1], std::ios::binary | std::ios::ate);
    std::vector<float> rows(static_cast<size_t>(file.tellg()) / sizeof(float));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(float)));
    const Index index(rows, std::stoi(argv[2]));
    for (std::string line; std::getline(std::cin, line);) {
      std::istringstream words(line);
      const std::vector<float> query{std::istream_iterator<float>(words), std::istream_iterator<float>()};
      const Match match = index.nearest(query);
      std::cout << match.row << ' ' << match.score << std::endl;
    }
  } catch (const std::exception& error) {
    std::cerr << "nearest: " << error.what() << '\n';
    return 1;
  }
}
