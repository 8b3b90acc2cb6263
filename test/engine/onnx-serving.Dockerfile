# What the lean version of examples/onnx-serving/Dockerfile should amount to, written by hand: the yardstick for the planner's.
FROM python:3.13-trixie AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake libonnxruntime-dev
COPY requirements.txt .
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt
COPY ops ops
RUN cmake -S ops -B ops/build -DCMAKE_BUILD_TYPE=Release && cmake --build ops/build

FROM python:3.13-slim-trixie
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \
    pip install --no-cache-dir --no-index --find-links=/wheels -r /tmp/requirements.txt
COPY --from=build /app/ops/build/libband_energy.so ops/build/libband_energy.so
COPY model model
COPY app app
ENV MODEL_PATH=/app/model/bearing.onnx
ENV CUSTOM_OPS_PATH=/app/ops/build/libband_energy.so
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD curl -fsS http://localhost:${UVICORN_PORT:-8000}/health || exit 1
CMD uvicorn app.main:app --host 0.0.0.0
