FROM debian:trixie-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates cmake g++ git ninja-build pkgconf libboost-dev \
    && rm -rf /var/lib/apt/lists/*
ADD --checksum=sha256:24f6b4d4e5c6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6 https://example.org/lib.tar.gz /tmp/lib.tar.gz
RUN mkdir /tmp/lib && tar -xzf /tmp/lib.tar.gz -C /tmp/lib --strip-components=1 \
    && cmake -S /tmp/lib -B /tmp/lib/build -G Ninja && cmake --build /tmp/lib/build --target install
COPY . /src
RUN cmake -S /src -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release && ninja -C /build && ctest --test-dir /build

FROM build AS dist
RUN DESTDIR=/out ninja -C /build install/strip

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends libboost-program-options1.83.0 && rm -rf /var/lib/apt/lists/*
COPY --from=dist /out/ /
USER 10001
ENTRYPOINT ["tool"]
