# Stand-ins for python:3.13-trixie (target full), python:3.13-slim-trixie (target slim) and gcc:14-trixie (target gcc).
# The interpreter comes from Debian's source package and lies where the official image has it: /usr/local.
# The build may bring apt settings of the machine that runs it as secrets; they never stay in a layer.

FROM stand-in.invalid/debian:trixie AS interpreter
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates gcc libbz2-dev libc6-dev libdb-dev libffi-dev libgdbm-dev liblzma-dev libncurses-dev libreadline-dev \
      libsqlite3-dev libssl-dev make pkgconf uuid-dev xz-utils zlib1g-dev
WORKDIR /usr/src/python
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    echo 'deb-src http://deb.debian.org/debian trixie main' > /etc/apt/sources.list.d/source.list && \
    apt-get update && apt-get source --download-only python3.13 && tar -xf python3.13_*.orig.tar.xz --strip-components=1
# Why: no profile-guided or link-time optimisation and no debug data; a stand-in is judged by its layout, not by its speed.
RUN ./configure --enable-loadable-sqlite-extensions --enable-option-checking=fatal --enable-shared --with-ensurepip \
      --disable-test-modules CFLAGS='-O1 -g0' LDFLAGS='-Wl,--strip-all' && \
    make -j "$(nproc)" && rm python && make LDFLAGS="-Wl,--strip-all,-rpath='\$\$ORIGIN/../lib'" python && make install && \
    find /usr/local -depth \( \( -type d -a \( -name test -o -name tests -o -name idle_test \) \) -o \
      \( -type f -a \( -name '*.pyc' -o -name '*.pyo' -o -name 'libpython*.a' \) \) \) -exec rm -rf '{}' +

# The layers of buildpack-deps: what makes the full image full.
FROM stand-in.invalid/debian:trixie AS buildpack
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates curl gnupg netbase sq tzdata wget && \
    rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      git mercurial openssh-client procps subversion && \
    rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev \
      libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev \
      liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev libncurses-dev libpng-dev libpq-dev libreadline-dev \
      libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev libxslt1-dev libyaml-dev make patch unzip xz-utils zlib1g-dev && \
    rm -rf /var/lib/apt/lists/*

FROM buildpack AS full
ENV PATH=/usr/local/bin:$PATH
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends libbluetooth-dev tk-dev uuid-dev && \
    rm -rf /var/lib/apt/lists/*
ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
ENV PYTHON_VERSION=3.13.5
RUN --mount=from=interpreter,source=/usr/local,target=/tmp/interpreter \
    cp -a /tmp/interpreter/. /usr/local/ && ldconfig && export PYTHONDONTWRITEBYTECODE=1 && \
    test "$(python3 --version)" = "Python $PYTHON_VERSION" && pip3 --version
RUN for name in idle pip pydoc python python-config; do \
      ln -sT "$(echo "$name" | sed 's/^[a-z]*/&3/')" "/usr/local/bin/$name"; \
    done
CMD ["python3"]

FROM stand-in.invalid/debian:trixie-slim AS slim
ENV PATH=/usr/local/bin:$PATH
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends ca-certificates netbase tzdata && \
    rm -rf /var/lib/apt/lists/*
ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305
ENV PYTHON_VERSION=3.13.5
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    --mount=from=interpreter,source=/usr/local,target=/tmp/interpreter \
    apt-get update && apt-get install -y --no-install-recommends \
      libbz2-1.0 libdb5.3t64 libffi8 libgdbm6t64 liblzma5 libncursesw6 libreadline8t64 libsqlite3-0 libssl3t64 libuuid1 zlib1g && \
    rm -rf /var/lib/apt/lists/* && \
    cp -a /tmp/interpreter/. /usr/local/ && ldconfig && export PYTHONDONTWRITEBYTECODE=1 && \
    test "$(python3 --version)" = "Python $PYTHON_VERSION" && pip3 --version && \
    python3 -c 'import bz2, ctypes, dbm.gnu, lzma, readline, sqlite3, ssl, uuid, zlib'
RUN for name in idle pip pydoc python python-config; do \
      ln -sT "$(echo "$name" | sed 's/^[a-z]*/&3/')" "/usr/local/bin/$name"; \
    done
CMD ["python3"]

# The compiler of the official image lies in /usr/local, in front of Debian's: programs find its libraries through ldconfig.
FROM buildpack AS gcc
ENV GCC_VERSION=14.2.0
RUN for name in c++ cpp g++ gcc gcc-ar gcc-nm gcc-ranlib gcov; do ln -s "/usr/bin/$name" "/usr/local/bin/$name"; done && \
    ln -s gcc /usr/local/bin/cc && mkdir /usr/local/lib64 && \
    cp -L /usr/lib/*-linux-gnu/libstdc++.so.6 /usr/lib/*-linux-gnu/libgcc_s.so.1 /usr/lib/*-linux-gnu/libgomp.so.1 /usr/local/lib64/ && \
    echo /usr/local/lib64 > /etc/ld.so.conf.d/000-local-lib.conf && ldconfig
CMD ["bash"]
