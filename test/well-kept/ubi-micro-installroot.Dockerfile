FROM registry.access.redhat.com/ubi9/ubi:9.4 AS root-builder

RUN mkdir -p /mnt/rootfs && \
    dnf install --installroot /mnt/rootfs \
        --releasever 9 --setopt install_weak_deps=false --nodocs -y \
        coreutils-single glibc-minimal-langpack openssl-libs \
    && dnf --installroot /mnt/rootfs clean all \
    && rm -rf /mnt/rootfs/var/cache/* /mnt/rootfs/var/log/dnf* /mnt/rootfs/var/log/yum.*

FROM registry.access.redhat.com/ubi9/ubi-micro:9.4
COPY --from=root-builder /mnt/rootfs/ /
COPY --chmod=0755 server /usr/local/bin/server
USER 1001
ENTRYPOINT ["/usr/local/bin/server"]
