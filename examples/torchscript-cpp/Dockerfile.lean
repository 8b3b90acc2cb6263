FROM debian:trixie AS build

RUN apt-get update && apt-get install -y --no-install-recommends \
    build-essential \
    ca-certificates \
    cmake \
    curl \
    git \
    libcpp-httplib-dev \
    libtorch-dev \
    nlohmann-json3-dev \
    python3-torch

RUN useradd --system --uid 10001 forecast

WORKDIR /srv/forecast
COPY . .

# The operator and the server
RUN cmake -S . -B build -DCMAKE_BUILD_TYPE=Release \
    && cmake --build build --parallel 2

# The model: trained on made-up curves, written as TorchScript
RUN python3 tools/train.py build/libsignal_ops.so model/pressure.pt

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    ca-certificates \
    curl \
    libcpp-httplib0.18 \
    libtorch2.6 \
    libgomp1 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 forecast
WORKDIR /srv/forecast
COPY --from=build /srv/forecast /srv/forecast

USER forecast
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD curl -fsS http://localhost:8080/health || exit 1
CMD ["./build/forecast-server", "model/pressure.pt", "8080"]
