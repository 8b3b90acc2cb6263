#!/bin/sh
set -e
mkdir -p data
echo "starting on port ${PORT}" >&2
exec "$@"
