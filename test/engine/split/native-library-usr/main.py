import ctypes

print(ctypes.CDLL("libfancy.so.1").fancy(14))
