# Stand-in for golang:1.24-trixie: Debian's Go lies where the official image has it, /usr/local/go, beside a C compiler.
# The build may bring apt settings of the machine that runs it as secrets; they never stay in a layer.

FROM stand-in.invalid/debian:trixie AS toolchain
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends golang-1.24-go
# Why: Debian spreads the tree over /usr/lib and /usr/share and joins it by links.
RUN cp -aL /usr/lib/go-1.24 /usr/local/go && rm -rf /usr/local/go/test

FROM stand-in.invalid/debian:trixie AS go
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates curl git gnupg mercurial netbase openssh-client procps sq subversion wget \
      g++ gcc libc6-dev make pkg-config && \
    rm -rf /var/lib/apt/lists/*
ENV GOLANG_VERSION=1.24.4
ENV GOTOOLCHAIN=local
ENV GOPATH=/go
ENV PATH=$GOPATH/bin:/usr/local/go/bin:$PATH
COPY --from=toolchain /usr/local/go/ /usr/local/go/
RUN mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH" && test "$(go env GOROOT)" = /usr/local/go
WORKDIR /go
CMD ["bash"]
