#include <curl/curl.h>
#include <fstream>
#include <omp.h>
#include <string>

std::string greeting(const std::string &name) {
  std::ifstream words("/usr/local/share/greet/words.txt");
  std::string first;
  std::getline(words, first);
  int sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < 100; i++) sum += i;
  char *escaped = curl_easy_escape(nullptr, name.c_str(), 0);
  std::string result = first + ", " + escaped + " " + std::to_string(sum);
  curl_free(escaped);
  return result;
}
