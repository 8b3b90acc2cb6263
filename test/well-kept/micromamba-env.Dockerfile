FROM mambaorg/micromamba:1.5.10 AS env

COPY --chown=$MAMBA_USER:$MAMBA_USER environment.lock.yml /tmp/env.yaml
RUN micromamba install -y -n base -f /tmp/env.yaml && \
    micromamba clean --all --yes && \
    find /opt/conda -follow -type f -name '*.a' -delete && \
    find /opt/conda -follow -type f -name '*.pyc' -delete

FROM debian:bookworm-slim

COPY --from=env /opt/conda /opt/conda
ENV PATH=/opt/conda/bin:$PATH
WORKDIR /app
COPY predict.py .
USER nobody
ENTRYPOINT ["python", "predict.py"]
