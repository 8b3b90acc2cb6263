"""A counter kept in the Redis beside it."""

import bottle
import redis

app = bottle.Bottle()
store = redis.Redis(host="127.0.0.1")


@app.get("/aboard")
def aboard():
    store.set("aboard", 7)
    return {"aboard": int(store.get("aboard"))}
