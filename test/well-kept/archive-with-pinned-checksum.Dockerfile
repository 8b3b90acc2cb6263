FROM eclipse-temurin:21-jdk AS unpacked
ARG TOOL_VERSION=3.9.9
ARG SHA=7a9cdf674fc1703d6382f5f330b3d110ea1b512b51f1652846d9e4e8a588d7667a9cdf674fc1703d6382f5f330b3d110ea1b512b51f1652846d9e4e8a588d766
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates curl \
  && rm -rf /var/lib/apt/lists/*
RUN curl -fsSLO "https://downloads.example.org/tool-${TOOL_VERSION}.tar.gz" \
  && echo "${SHA} *tool-${TOOL_VERSION}.tar.gz" | sha512sum -c - \
  && mkdir -p /opt/tool \
  && tar -xzf "tool-${TOOL_VERSION}.tar.gz" -C /opt/tool --strip-components=1

FROM eclipse-temurin:21-jdk
COPY --from=unpacked /opt/tool /opt/tool
RUN ln -s /opt/tool/bin/tool /usr/local/bin/tool
COPY tool-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["tool-entrypoint.sh"]
CMD ["tool"]
