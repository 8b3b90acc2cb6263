# Stand-ins for eclipse-temurin:21-jdk (target jdk), eclipse-temurin:21-jre (target jre) and maven:3.9-eclipse-temurin-21
# (target maven): Debian's OpenJDK where the official images have theirs, /opt/java/openjdk.
# The build may bring apt settings of the machine that runs it as secrets; they never stay in a layer.

FROM stand-in.invalid/debian:trixie-slim AS common
ENV JAVA_HOME=/opt/java/openjdk
ENV PATH=$JAVA_HOME/bin:$PATH
ENV LANG='en_US.UTF-8' LANGUAGE='en_US:en' LC_ALL='en_US.UTF-8'
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends \
      binutils ca-certificates curl fontconfig gnupg locales p11-kit tzdata wget && \
    echo 'en_US.UTF-8 UTF-8' > /etc/locale.gen && locale-gen && rm -rf /var/lib/apt/lists/*
RUN printf '#!/bin/sh\nexec "$@"\n' > /__cacert_entrypoint.sh && chmod 755 /__cacert_entrypoint.sh && mkdir -p /usr/share/man/man1

FROM common AS jdk
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends openjdk-21-jdk-headless && rm -rf /var/lib/apt/lists/* && \
    mkdir -p /opt/java && mv /usr/lib/jvm/java-21-openjdk-* /opt/java/openjdk && \
    ln -s /opt/java/openjdk "/usr/lib/jvm/java-21-openjdk-$(dpkg --print-architecture)"
ENV JAVA_VERSION=jdk-21.0.8+9
ENTRYPOINT ["/__cacert_entrypoint.sh"]
CMD ["jshell"]

FROM common AS jre
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends openjdk-21-jre-headless && rm -rf /var/lib/apt/lists/* && \
    mkdir -p /opt/java && mv /usr/lib/jvm/java-21-openjdk-* /opt/java/openjdk && \
    ln -s /opt/java/openjdk "/usr/lib/jvm/java-21-openjdk-$(dpkg --print-architecture)"
ENV JAVA_VERSION=jdk-21.0.8+9
ENTRYPOINT ["/__cacert_entrypoint.sh"]

FROM jdk AS maven
RUN --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99host \
    apt-get update && apt-get install -y --no-install-recommends git maven openssh-client && rm -rf /var/lib/apt/lists/*
ENV MAVEN_HOME=/usr/share/maven
ENV MAVEN_CONFIG=/root/.m2
RUN printf '#!/bin/sh\nset -eu\nmkdir -p "$MAVEN_CONFIG"\nexec "$@"\n' > /usr/local/bin/mvn-entrypoint.sh && \
    chmod 755 /usr/local/bin/mvn-entrypoint.sh
ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]
CMD ["mvn"]
