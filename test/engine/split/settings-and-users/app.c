#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char line[64] = "";
  FILE *conf = fopen("/etc/app.conf", "r");
  if (conf && fgets(line, sizeof line, conf)) fclose(conf);
  FILE *data = fopen("/opt/app/share/data", "r");
  FILE *state = fopen("state", "w");
  printf("%d arguments, uid %d, %s%s, %s, %s\n", argc - 1, (int)getuid(), line, getenv("GREETING"), data ? "data" : "no data",
         state ? "writable" : "read-only");
  return 3;
}
