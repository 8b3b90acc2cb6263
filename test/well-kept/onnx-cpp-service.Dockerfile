FROM gcc:14-bookworm AS build

RUN apt-get update && apt-get install -y --no-install-recommends cmake ninja-build && rm -rf /var/lib/apt/lists/*

ARG ORT_VERSION=1.19.2
RUN curl -fsSL "https://github.com/microsoft/onnxruntime/releases/download/v${ORT_VERSION}/onnxruntime-linux-x64-${ORT_VERSION}.tgz" \
    | tar -xz -C /opt --strip-components=1 --one-top-level=onnxruntime

WORKDIR /src
COPY CMakeLists.txt .
COPY src src
RUN cmake -G Ninja -B /build -DCMAKE_BUILD_TYPE=Release -DORT_ROOT=/opt/onnxruntime \
 && cmake --build /build \
 && cmake --install /build --prefix /opt/service --strip

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /opt/onnxruntime/lib/libonnxruntime.so.1 /usr/lib/
COPY --from=build /opt/service/bin/service /usr/bin/service
COPY model.onnx /models/model.onnx
ENTRYPOINT ["/usr/bin/service", "--model", "/models/model.onnx"]
