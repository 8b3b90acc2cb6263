FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-devel AS build

ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y build-essential cmake git && rm -rf /var/lib/apt/lists/*

WORKDIR /workspace/segments

COPY requirements.txt .
RUN pip install -r requirements.txt

COPY . .
RUN cmake -S ops -B ops/build -DCMAKE_PREFIX_PATH=/opt/conda/lib/python3.11/site-packages/torch/share/cmake && \
    cmake --build ops/build

FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /workspace/segments
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
COPY --from=build /workspace/segments/ops/build /workspace/segments/ops/build

ENV OPERATORS=/workspace/segments/ops/build/libsegment_ops.so
ENV MODEL=/workspace/segments/model/segments.pt
RUN python tools/export.py $OPERATORS $MODEL

EXPOSE 8000
CMD ["uvicorn", "serving.main:app", "--host", "0.0.0.0", "--port", "8000"]
