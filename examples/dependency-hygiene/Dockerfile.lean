FROM python:3.13-slim-trixie AS train

WORKDIR /srv

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY tools ./tools
RUN python tools/train.py

FROM python:3.13-slim-trixie

WORKDIR /srv

COPY requirements-service.txt .
RUN pip install --no-cache-dir -r requirements-service.txt

COPY --from=train /srv/model ./model
COPY app ./app

EXPOSE 8000
CMD ["uvicorn", "app.main:app", "--host", "0.0.0.0", "--port", "8000"]
