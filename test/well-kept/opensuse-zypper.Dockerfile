FROM registry.opensuse.org/opensuse/leap:15.6

RUN set -euo pipefail; \
    zypper --non-interactive --gpg-auto-import-keys refresh; \
    zypper --non-interactive install --no-recommends \
        python311 \
        python311-pip \
        timezone; \
    zypper clean -a; \
    rm -rf /var/log/zypp /var/log/zypper.log

COPY app /srv/app
WORKDIR /srv/app
CMD ["/usr/bin/python3.11", "-m", "app"]
