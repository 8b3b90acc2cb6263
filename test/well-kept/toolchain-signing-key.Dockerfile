FROM ubuntu:24.04
ARG TOOLCHAIN_SIGNING_KEY=9D539D90D3328DC7D6C8D3B9D8FF8E1F7DF8B07E
ARG TOOLCHAIN_VERSION=6.1.2
ENV TOOLCHAIN_SIGNING_KEY=$TOOLCHAIN_SIGNING_KEY \
    TOOLCHAIN_VERSION=$TOOLCHAIN_VERSION
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update; \
    apt-get install -y --no-install-recommends ca-certificates curl gpg gpg-agent dirmngr libcurl4 libxml2; \
    export GNUPGHOME="$(mktemp -d)"; \
    curl -fsSL "https://downloads.example.org/toolchain-$TOOLCHAIN_VERSION.tar.gz" -o toolchain.tar.gz; \
    curl -fsSL "https://downloads.example.org/toolchain-$TOOLCHAIN_VERSION.tar.gz.sig" -o toolchain.tar.gz.sig; \
    gpg --batch --keyserver hkps://keys.example.org --recv-keys "$TOOLCHAIN_SIGNING_KEY"; \
    gpg --batch --verify toolchain.tar.gz.sig toolchain.tar.gz; \
    tar -xzf toolchain.tar.gz --directory / --strip-components=1; \
    rm -rf "$GNUPGHOME" toolchain.tar.gz.sig toolchain.tar.gz; \
    apt-get purge -y --auto-remove curl gpg gpg-agent dirmngr; \
    rm -rf /var/lib/apt/lists/*
