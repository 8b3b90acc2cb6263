#!/bin/sh
set -eu
cmake -S native -B native/build -DCMAKE_BUILD_TYPE=Release
cmake --build native/build
