FROM condaforge/miniforge3:24.7.1-2 AS conda

COPY predict-linux-64.lock /locks/
RUN conda create -p /opt/env --copy --file /locks/predict-linux-64.lock \
 && conda clean -afy

COPY . /pkg
RUN conda run -p /opt/env python -m pip install --no-deps --no-cache-dir /pkg

RUN find -name '*.a' -delete && \
  rm -rf /opt/env/conda-meta && \
  rm -rf /opt/env/include && \
  find -name '__pycache__' -type d -exec rm -rf '{}' '+'

FROM gcr.io/distroless/base-debian12
COPY --from=conda /opt/env /opt/env
ENTRYPOINT ["/opt/env/bin/python", "-m", "predict"]
