import os

from flask import Flask

app = Flask(__name__, static_folder="static", static_url_path="")


@app.get("/")
def index():
    return app.send_static_file("index.html")


@app.get("/harbours")
def harbours():
    return {"harbours": ["Esbjerg", "Hull"], "uid": os.getuid()}
