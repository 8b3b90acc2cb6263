import html
import sys


def main() -> None:
    print(html.escape("<quote>"), "pypoetry" in sys.prefix)
