import sys

import _tides

print("high water at", _tides.lib.high_water(int(sys.argv[1])))
