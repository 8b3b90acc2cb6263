# Stand-in for gcr.io/distroless/cc-debian13, for engines that cannot pull it: the same Debian packages, unpacked into an empty root.
# No shell, no package manager, no dpkg.

FROM debian:trixie AS packages
WORKDIR /packages
RUN apt-get update && apt-get download \
      base-files ca-certificates libc6 libgcc-s1 libgomp1 libssl3t64 libstdc++6 libzstd1 media-types netbase tzdata zlib1g && \
    mkdir /root-of-image && for each in *.deb; do dpkg-deb --extract "$each" /root-of-image; done
RUN cd /root-of-image && rm -rf usr/share/doc usr/share/man usr/share/lintian usr/share/bug usr/sbin/* usr/bin/* && \
    mkdir -p tmp home/nonroot root etc/ssl/certs && chmod 1777 tmp && chown 65532:65532 home/nonroot && \
    cat usr/share/ca-certificates/mozilla/*.crt > etc/ssl/certs/ca-certificates.crt && \
    printf 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' > etc/passwd && \
    printf 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n' > etc/group && \
    echo 'hosts: files dns' > etc/nsswitch.conf && ldconfig -r .

FROM scratch
COPY --from=packages /root-of-image /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 0
WORKDIR /
