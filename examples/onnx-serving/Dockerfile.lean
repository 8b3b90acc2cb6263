FROM python:3.13-trixie AS build

WORKDIR /app

# Everything the custom operator needs to compile, and curl for the health check
RUN apt-get update && apt-get install -y \
    build-essential \
    cmake \
    curl \
    git \
    libonnxruntime-dev

COPY . .

RUN pip install -r requirements.txt

RUN cmake -S ops -B ops/build -DCMAKE_BUILD_TYPE=Release
RUN cmake --build ops/build

FROM python:3.13-slim-trixie
WORKDIR /app
RUN apt-get update && apt-get install -y \
    curl \
    libgomp1 \
    && rm -rf /var/lib/apt/lists/*
COPY . .
COPY --from=build /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY --from=build /usr/local/bin /usr/local/bin
COPY --from=build /app/ops/build /app/ops/build

ENV MODEL_PATH=/app/model/bearing.onnx
ENV CUSTOM_OPS_PATH=/app/ops/build/libband_energy.so

EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=3s CMD curl -fsS http://localhost:${UVICORN_PORT:-8000}/health || exit 1

CMD uvicorn app.main:app --host 0.0.0.0
