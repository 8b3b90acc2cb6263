"""Compiles the module that Python calls the library through."""

import cffi

bindings = cffi.FFI()
bindings.cdef("int high_water(int hour);")
bindings.set_source("_tides", '#include "tides.h"', libraries=["tides"], library_dirs=["."])
bindings.compile()
