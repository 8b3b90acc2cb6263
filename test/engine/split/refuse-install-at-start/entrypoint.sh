#!/bin/bash
set -euo pipefail
pip install --quiet -r requirements.txt
exec "$@"
