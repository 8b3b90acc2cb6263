FROM alpine:3.20

RUN apk add --no-cache \
        bash \
        postgresql16-client \
        restic \
        tini

COPY --chmod=755 backup.sh /usr/local/bin/backup
COPY crontab /var/spool/cron/crontabs/root

VOLUME ["/var/cache/restic"]
ENTRYPOINT ["/sbin/tini", "--"]
CMD ["crond", "-f", "-d", "8"]
