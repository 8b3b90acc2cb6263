FROM python:3.12-slim AS base

ENV PYTHONFAULTHANDLER=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=on

WORKDIR /srv

FROM base AS builder

ENV POETRY_VERSION=1.8.3 \
    POETRY_HOME=/opt/poetry \
    POETRY_NO_INTERACTION=1 \
    POETRY_VIRTUALENVS_IN_PROJECT=true

RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential curl \
 && curl -sSL https://install.python-poetry.org | python3 - \
 && rm -rf /var/lib/apt/lists/*

COPY pyproject.toml poetry.lock ./
RUN /opt/poetry/bin/poetry install --only main --no-root

COPY src ./src
COPY README.md .
RUN /opt/poetry/bin/poetry install --only main

FROM base AS final
COPY --from=builder /srv/.venv /srv/.venv
COPY --from=builder /srv/src /srv/src
ENV PATH=/srv/.venv/bin:$PATH
USER 1000:1000
ENTRYPOINT ["python", "-m", "service"]
