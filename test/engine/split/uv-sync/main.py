import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import orjson


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(orjson.dumps({"path": self.path, "prefix": sys.prefix}))


HTTPServer(("", 8000), Handler).serve_forever()
