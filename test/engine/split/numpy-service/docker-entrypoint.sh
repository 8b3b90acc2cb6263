#!/usr/bin/env bash
set -euo pipefail
if [ "${1:-}" = serve ]; then
  shift
  exec python -m service "$@"
fi
exec "$@"
