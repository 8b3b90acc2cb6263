FROM perl:5.40-slim

WORKDIR /usr/src/app

RUN set -eux; \
    apt-get update; \
    apt-get install -y --no-install-recommends libexpat1; \
    savedAptMark="$(apt-mark showmanual)"; \
    apt-get install -y --no-install-recommends gcc libc6-dev libexpat1-dev make; \
    cpanm --notest --no-man-pages XML::Parser Mojolicious; \
    rm -rf /root/.cpanm; \
    apt-mark auto '.*' > /dev/null; \
    apt-mark manual $savedAptMark > /dev/null; \
    apt-get purge -y --auto-remove; \
    rm -rf /var/lib/apt/lists/*

COPY app.pl ./
CMD ["perl", "app.pl", "prefork"]
