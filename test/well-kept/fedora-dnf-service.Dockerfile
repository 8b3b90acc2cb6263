FROM registry.fedoraproject.org/fedora-minimal:40

RUN microdnf -y --nodocs --setopt=install_weak_deps=0 install \
        nginx \
        nginx-mod-stream \
    && microdnf clean all \
    && ln -sf /dev/stdout /var/log/nginx/access.log \
    && ln -sf /dev/stderr /var/log/nginx/error.log

COPY nginx.conf /etc/nginx/nginx.conf
EXPOSE 8080
USER nginx
CMD ["nginx", "-g", "daemon off;"]
