# Stand-in for rust:1.85-trixie: Debian's Rust on the full image's build packages, its programs in /usr/local/cargo/bin.
# The build may bring apt settings of the machine that runs it as secrets; they never stay in a layer.

FROM stand-in.invalid/buildpack-deps:trixie AS rust
ENV RUSTUP_HOME=/usr/local/rustup
ENV CARGO_HOME=/usr/local/cargo
ENV PATH=/usr/local/cargo/bin:$PATH
ENV RUST_VERSION=1.85.0
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends cargo rustc && \
    rm -rf /var/lib/apt/lists/* && \
    mkdir -p "$RUSTUP_HOME" "$CARGO_HOME/bin" && ln -s /usr/bin/cargo /usr/bin/rustc /usr/bin/rustdoc "$CARGO_HOME/bin" && \
    chmod -R a+w "$RUSTUP_HOME" "$CARGO_HOME"
CMD ["bash"]
