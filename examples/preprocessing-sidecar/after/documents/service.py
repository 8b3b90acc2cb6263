"""The HTTP service that reads office documents: a file in, its text out."""

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from documents.documents import text_of

app = FastAPI(title="Documents")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/text")
async def text(request: Request, name: str) -> Response:
    read = await run_in_threadpool(text_of, name, await request.body())
    return Response(read, media_type="text/plain; charset=utf-8")
