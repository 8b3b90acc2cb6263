# syntax=docker/dockerfile:1
ARG GO_VERSION=1.24
ARG FLAVOR=${TARGETARCH}

FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx
FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-alpine AS base
COPY --from=xx / /
RUN apk add --no-cache clang file git lld
ENV CGO_ENABLED=0
WORKDIR /src

FROM base AS build
ARG TARGETPLATFORM
RUN --mount=type=bind,target=. \
    --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=cache,target=/go/pkg/mod \
    xx-go build -trimpath -ldflags "-s -w" -o /out/daemon ./cmd/daemon && xx-verify --static /out/daemon

FROM scratch AS amd64
COPY --from=build /out/daemon /bin/daemon
FROM scratch AS arm64
COPY --from=build /out/daemon /bin/daemon
FROM ${FLAVOR} AS binaries

FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY --from=binaries /bin/daemon /usr/local/bin/daemon
EXPOSE 5000
ENTRYPOINT ["daemon"]
CMD ["serve"]
