FROM debian:trixie AS build

ENV PYTHONUNBUFFERED=1

RUN apt-get update && apt-get install -y --no-install-recommends \
    build-essential \
    git \
    libtorch-dev \
    pybind11-dev \
    python3-dev \
    python3-pip \
    python3-setuptools \
    python3-torch \
    python3-wheel

WORKDIR /app

# The operator that the model calls, in C++
COPY ops/ ops/
RUN pip3 install --no-cache-dir --no-build-isolation --break-system-packages ./ops

FROM debian:trixie-slim
ENV PYTHONUNBUFFERED=1
RUN apt-get update && apt-get install -y --no-install-recommends \
    git \
    libtorch2.6 \
    python3 \
    ca-certificates \
    python3-setuptools \
    python3-torch \
    libgomp1 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /usr/local/lib/python3.13/dist-packages /usr/local/lib/python3.13/dist-packages
COPY --from=build /usr/local/bin /usr/local/bin
COPY --from=build /usr/local/share /usr/local/share
COPY --from=build /usr/local/etc /usr/local/etc

COPY . .
RUN python3 tools/export.py model/particles.pt

ENV MODEL_PATH=/app/model/particles.pt
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s \
    CMD python3 -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health')"
CMD ["python3", "-m", "serving"]
