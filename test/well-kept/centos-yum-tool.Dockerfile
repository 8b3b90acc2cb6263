FROM quay.io/centos/centos:stream9

RUN dnf install -y --setopt=install_weak_deps=False --nodocs \
      git-core \
      rsync \
      openssh-clients \
 && dnf clean all \
 && rm -rf /var/cache/dnf /var/cache/yum

WORKDIR /work
ENTRYPOINT ["/usr/bin/rsync"]
CMD ["--help"]
