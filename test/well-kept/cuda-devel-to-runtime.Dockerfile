# syntax=docker/dockerfile:1
ARG CUDA_VERSION=12.4.1
ARG UBUNTU=22.04

FROM nvidia/cuda:${CUDA_VERSION}-cudnn-devel-ubuntu${UBUNTU} AS build

ENV DEBIAN_FRONTEND=noninteractive

RUN rm -f /etc/apt/apt.conf.d/docker-clean; \
    echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache

RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get update \
    && apt-get install -y --no-install-recommends python3.10-dev python3.10-venv git ninja-build

RUN python3.10 -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

COPY requirements/build.txt requirements/cuda.txt /tmp/requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install -r /tmp/requirements/build.txt -r /tmp/requirements/cuda.txt

ARG TORCH_CUDA_ARCH_LIST="8.0;8.6;9.0"
ENV TORCH_CUDA_ARCH_LIST=${TORCH_CUDA_ARCH_LIST}
ARG MAX_JOBS=4

WORKDIR /src
COPY csrc csrc
COPY setup.py pyproject.toml ./
RUN --mount=type=cache,target=/root/.cache/pip \
    --mount=type=cache,target=/root/.cache/ccache \
    python3 setup.py bdist_wheel --dist-dir=/wheels && \
    pip install --no-deps /wheels/*.whl

FROM nvidia/cuda:${CUDA_VERSION}-base-ubuntu${UBUNTU}

RUN apt-get update \
    && apt-get install -y --no-install-recommends python3.10 python3.10-distutils libgomp1 \
    && rm -rf /var/lib/apt/lists/*

COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

WORKDIR /workspace
COPY server ./server

ENTRYPOINT ["python3", "-m", "server.api"]
