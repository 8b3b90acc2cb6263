FROM debian:trixie AS build

RUN apt-get update && apt-get install -y --no-install-recommends \
    build-essential \
    ca-certificates \
    cmake \
    git \
    libonnxruntime-dev \
    nlohmann-json3-dev \
    python3-onnx \
    python3-pip \
    unzip

# The run time itself: the library of the Python wheel, which needs nothing but the C++ library
RUN mkdir -p /opt/onnxruntime/lib && \
    pip3 download --no-deps --dest /tmp/wheel onnxruntime==1.32.0 && \
    unzip -j /tmp/wheel/onnxruntime-*.whl 'onnxruntime/capi/libonnxruntime.so.*' -d /opt/onnxruntime/lib && \
    ln -s libonnxruntime.so.1.32.0 /opt/onnxruntime/lib/libonnxruntime.so.1 && \
    rm -rf /tmp/wheel

WORKDIR /srv/leak
COPY . .

RUN cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && \
    cmake --build build

RUN python3 tools/make_model.py model/leak.onnx

FROM gcr.io/distroless/cc-debian13
COPY --from=build /opt/onnxruntime/lib /opt/onnxruntime/lib
WORKDIR /srv/leak
COPY --from=build /srv/leak /srv/leak

USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["./build/leak-server", "--check", "8080"]
CMD ["./build/leak-server", "model/leak.onnx", "8080"]
