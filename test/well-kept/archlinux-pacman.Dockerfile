FROM archlinux:base

RUN pacman -Syu --noconfirm --needed \
        nodejs-lts-iron \
        npm \
    && pacman -Scc --noconfirm \
    && rm -rf /var/cache/pacman/pkg/* /var/lib/pacman/sync/*

USER nobody
CMD ["node"]
