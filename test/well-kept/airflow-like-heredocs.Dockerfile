# syntax=docker/dockerfile:1.4
ARG PYTHON_BASE_IMAGE="python:3.11-slim-bookworm"

FROM scratch as scripts

COPY <<"EOF" /install_os_dependencies.sh
#!/usr/bin/env bash
set -euo pipefail

if [[ "$#" != 1 ]]; then
    echo "ERROR! There should be 'runtime' or 'dev' parameter passed as argument.".
    exit 1
fi

if [[ "${1}" == "runtime" ]]; then
    INSTALLATION_TYPE="RUNTIME"
elif   [[ "${1}" == "dev" ]]; then
    INSTALLATION_TYPE="dev"
fi

function install_debian_dev_dependencies() {
    apt-get update
    apt-get install -yqq --no-install-recommends apt-utils >/dev/null 2>&1
    apt-get install -y --no-install-recommends curl gnupg2 lsb-release
    export ${ADDITIONAL_DEV_APT_ENV?}
    bash -o pipefail -o errexit -o nounset -o nolog -c "${DEV_APT_COMMAND}"
    apt-get update
    # shellcheck disable=SC2086
    apt-get install -y --no-install-recommends ${DEV_APT_DEPS} ${ADDITIONAL_DEV_APT_DEPS}
}

install_debian_dev_dependencies
EOF

COPY <<"EOF" /pip_cleanup.sh
#!/usr/bin/env bash
rm -rf /root/.cache
RUN=not-an-instruction
FROM nowhere
EOF

FROM ${PYTHON_BASE_IMAGE} as build-image

SHELL ["/bin/bash", "-o", "pipefail", "-o", "errexit", "-o", "nounset", "-o", "nolog", "-c"]

COPY --from=scripts install_os_dependencies.sh /scripts/docker/
RUN bash /scripts/docker/install_os_dependencies.sh dev

ARG PIP_VERSION=24.2
ENV PATH=/home/app/.local/bin:$PATH
RUN pip install --user --no-cache-dir "pip==${PIP_VERSION}" \
    && mkdir -p /home/app && mv /root/.local /home/app/.local

FROM ${PYTHON_BASE_IMAGE} as main

SHELL ["/bin/bash", "-o", "pipefail", "-o", "errexit", "-o", "nounset", "-o", "nolog", "-c"]

ARG APP_UID="50000"
ARG RUNTIME_APT_DEPS="dumb-init libldap-2.5-0 netcat-openbsd"

RUN <<EOF
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends ${RUNTIME_APT_DEPS}
apt-get autoremove -yqq --purge
apt-get clean
rm -rf /var/lib/apt/lists/* /var/log/*
adduser --gecos "First Last,RoomNumber,WorkPhone,HomePhone" --disabled-password --quiet app --uid "${APP_UID}" --gid 0 --home /home/app
EOF

COPY --from=build-image --chown=app:0 /home/app/.local /home/app/.local
COPY --chown=app:0 --from=scripts pip_cleanup.sh /entrypoint
RUN chmod a+rx,g+rwx /entrypoint

USER ${APP_UID}
WORKDIR /home/app
ENTRYPOINT ["/usr/bin/dumb-init", "--", "/entrypoint"]
CMD []
