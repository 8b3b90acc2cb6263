FROM nvcr.io/nvidia/tritonserver:24.08-py3

ENV PIP_NO_CACHE_DIR=1

COPY requirements.txt /tmp/requirements.txt
RUN pip install -r /tmp/requirements.txt

COPY models /models

CMD ["tritonserver", "--model-repository=/models"]
