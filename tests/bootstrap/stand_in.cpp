#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  std::printf("root=%s", std::getenv("TITO_ROOT"));
  for (int i = 1; i < argc; ++i) std::printf(" [%s]", argv[i]);
  std::printf("\n");
}
