FROM ubuntu:24.04
COPY . /bd_build

RUN --mount=type=bind,source=scripts,target=/scripts \
    /scripts/prepare.sh && \
    /scripts/services.sh && \
    /scripts/cleanup.sh

ENV DEBIAN_FRONTEND="teletype" \
    LANG="en_US.UTF-8"

CMD ["/sbin/my_init"]
