// Prints the greeting that ships beside it.
#include <stdio.h>

int main(void) {
  char line[128];
  FILE *file = fopen("/etc/greeting.txt", "r");
  if (file == NULL || fgets(line, sizeof line, file) == NULL) return 1;
  fputs(line, stdout);
  return fclose(file);
}
