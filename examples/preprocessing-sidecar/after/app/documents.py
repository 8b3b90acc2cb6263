"""The text of an office document, which the service beside this one reads."""

import os
import urllib.request
from urllib.parse import quote

SERVICE = os.environ.get("DOCUMENTS_URL", "http://documents:8001")


def text_of(name: str, data: bytes) -> str:
    request = urllib.request.Request(f"{SERVICE}/text?name={quote(name)}", data)
    with urllib.request.urlopen(request, timeout=180) as response:
        return response.read().decode()
