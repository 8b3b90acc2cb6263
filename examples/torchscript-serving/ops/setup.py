from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CppExtension

setup(
    name="particle-ops",
    version="1.0.0",
    ext_modules=[CppExtension("particle_ops", ["nms.cpp"])],
    cmdclass={"build_ext": BuildExtension.with_options(use_ninja=False)},
)
