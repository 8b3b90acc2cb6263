#!/bin/bash
set -e
echo '{"name": "entry"}' | jq -r .name
pwd
exec "$@"
