import os
import sys

import markupsafe
from jinja2 import Template

with open("/var/lib/web/state", "w") as state:
    state.write("written")
print(Template("Hello {{ name }} from {{ prefix }}").render(name=markupsafe.escape("<you>"), prefix=sys.prefix))
print(os.getuid() != 0, os.getcwd(), markupsafe._speedups.__name__)
