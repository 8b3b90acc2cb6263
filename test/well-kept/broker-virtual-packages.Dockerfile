FROM alpine:3.22
ENV BROKER_VERSION=4.2.0
RUN set -eux && \
    apk --no-cache add --virtual compile-packages build-base cmake gnupg linux-headers openssl-dev && \
    wget -O /tmp/broker.tar.gz "https://downloads.example.org/broker-${BROKER_VERSION}.tar.gz" && \
    wget -O /tmp/broker.sig "https://downloads.example.org/broker-${BROKER_VERSION}.tar.gz.sig" && \
    export GNUPGHOME="$(mktemp -d)" && \
    gpg --batch --keyserver hkps://keys.example.org --recv-keys 5E1F00D5E1F00D5E1F00D5E1F00D5E1F00D5E1F0 && \
    gpg --batch --verify /tmp/broker.sig /tmp/broker.tar.gz && \
    gpgconf --kill all && \
    rm -rf "$GNUPGHOME" /tmp/broker.sig && \
    mkdir -p /compile && \
    tar -xzf /tmp/broker.tar.gz -C /compile --strip-components=1 && \
    rm /tmp/broker.tar.gz && \
    make -C /compile -j "$(nproc)" prefix=/usr install && \
    addgroup -S broker && adduser -S -D -H -G broker broker && \
    apk --no-cache add ca-certificates tzdata && \
    apk del compile-packages && \
    rm -rf /compile
VOLUME /var/lib/broker
COPY start-broker.sh /usr/local/bin/
EXPOSE 1883
USER broker
ENTRYPOINT ["start-broker.sh"]
CMD ["/usr/sbin/broker", "--config", "/etc/broker.conf"]
