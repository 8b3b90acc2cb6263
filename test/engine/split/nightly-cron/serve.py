"""Shows what the night's report said, and when the next one is due."""

import pathlib
import subprocess

import bottle
import psycopg2


@bottle.get("/")
def last_report():
    lines = pathlib.Path("/var/log/nightly.log").read_text().splitlines()
    due = subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout.strip()
    return {"last": lines[-1:], "due": due, "driver": psycopg2.apilevel}


bottle.run(host="0.0.0.0", port=8080)
