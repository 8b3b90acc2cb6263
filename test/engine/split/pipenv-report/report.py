import os
import sys

import yaml
from jinja2 import Environment, FileSystemLoader

with open(sys.argv[1], encoding="utf-8") as file:
    figures = yaml.load(file, Loader=yaml.CSafeLoader)
page = Environment(loader=FileSystemLoader("templates")).get_template("report.txt")
print(page.render(figures=figures, language=os.environ["REPORT_LANGUAGE"]))
