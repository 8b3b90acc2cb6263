FROM python:3.11-slim

WORKDIR /app
ENV PYTHONUNBUFFERED=1

RUN pip install --no-cache-dir spacy==3.7.6 \
    && python -m spacy download en_core_web_sm --no-cache-dir

COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

COPY app/ app/

RUN useradd --create-home --uid 10001 runner
USER runner

ENTRYPOINT ["python", "-m"]
CMD ["app.main"]
