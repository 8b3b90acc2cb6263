import sys

from . import _sum


def main():
    print(_sum.upto(int(sys.argv[1])))
