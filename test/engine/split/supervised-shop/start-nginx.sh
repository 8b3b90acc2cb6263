#!/bin/bash
# nginx answers once the server behind it does
until (exec 3<>/dev/tcp/127.0.0.1/4000) 2>/dev/null; do sleep 0.2; done
exec nginx -g 'daemon off;'
