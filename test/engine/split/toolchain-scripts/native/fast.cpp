#include <string>
extern "C" int width(const char *text) { return static_cast<int>(std::string(text).size()); }
