import bottle
import msgpack

from tides import HARBOURS

app = bottle.Bottle()


@app.get("/health")
def health():
    return "ok"


@app.get("/tide/<harbour>")
def tide(harbour):
    hours = HARBOURS.get(harbour)
    if hours is None:
        bottle.abort(404, "no such harbour")
    packed = msgpack.packb({"harbour": harbour, "hours": hours})
    return {"bytes": len(packed), **msgpack.unpackb(packed)}


def main():
    app.run(host="0.0.0.0", port=8090, quiet=True)
