import sys

from markupsafe import escape


def main() -> None:
    print(escape("<quote>"), "pypoetry" in sys.prefix)
