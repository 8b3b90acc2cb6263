import click
from lxml import etree


@click.command()
@click.option("--name", default="root")
def main(name):
    element = etree.Element(name)
    etree.SubElement(element, "child").text = "text"
    print(etree.tostring(element).decode(), etree.LIBXSLT_VERSION[0])


main()
