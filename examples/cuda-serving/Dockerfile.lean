FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS build

ENV DEBIAN_FRONTEND=noninteractive

RUN apt-get update && apt-get install -y \
    build-essential \
    cmake \
    git \
    ninja-build \
    python3 \
    python3-numpy

WORKDIR /src
COPY . .
RUN cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release && \
    cmake --build build && \
    cmake --install build

# A table of vectors to search in, drawn from one seed
RUN mkdir -p /opt/nearest && \
    python3 -c "import numpy; numpy.random.default_rng(5).standard_normal((20000, 64), numpy.float32).tofile('/opt/nearest/table.f32')"

FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY --from=build /usr/local/bin /usr/local/bin
COPY --from=build /usr/local/lib /usr/local/lib
COPY --from=build /usr/local/share /usr/local/share
COPY --from=build /usr/local/etc /usr/local/etc
COPY --from=build /opt/nearest/table.f32 /opt/nearest/table.f32
RUN ldconfig
RUN mkdir -p /opt/nearest

CMD ["nearest", "/opt/nearest/table.f32", "64"]
