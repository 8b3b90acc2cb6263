"""The text of an office document, which LibreOffice reads."""

import subprocess
import tempfile
from pathlib import Path


def text_of(name: str, data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document{Path(name).suffix}")
        source.write_bytes(data)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "txt:Text (encoded):UTF8",
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
            env={"HOME": folder, "PATH": "/usr/bin:/bin"},
        )
        return Path(folder, "document.txt").read_text(encoding="utf-8-sig")
