import os

import psycopg2
from flask import Flask

app = Flask(__name__)


@app.get("/health")
def health():
    return "ok"


@app.get("/")
def index():
    try:
        psycopg2.connect("host=/nowhere connect_timeout=1")
    except psycopg2.OperationalError as error:
        return f"libpq {psycopg2.__libpq_version__} says: {str(error).splitlines()[0]} as uid {os.getuid()}"
    return "connected"
