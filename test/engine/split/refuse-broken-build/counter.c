#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int upto = argc > 1 ? atoi(argv[1]) : 3;
  for (int i = 0; i < upto; i++) printf("%d\n", i)
  return 0;
}
