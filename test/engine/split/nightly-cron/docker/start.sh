#!/bin/sh
set -e
exec /opt/venv/bin/python serve.py
