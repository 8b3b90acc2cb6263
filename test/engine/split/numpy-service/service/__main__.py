import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        matrix = np.arange(9.0).reshape(3, 3) + np.eye(3)
        body = json.dumps({"determinant": round(float(np.linalg.det(matrix)), 6), "version": os.environ["VERSION"]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("", 8000), Handler).serve_forever()
