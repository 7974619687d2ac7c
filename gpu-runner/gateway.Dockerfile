# The gateway of a fleet as a container; gateway-image.sh builds it, FLEETS.md says how it is run.
#
# Any Debian or Ubuntu with Node 24 will do. Not Alpine: musl before 1.2.4 sees only some of a name's addresses where
# there are many.
ARG BASE_IMAGE=node:24-bookworm-slim
FROM ${BASE_IMAGE}
COPY app /opt/audiobook
RUN set -eu; \
    node -e 'process.exit(parseInt(process.versions.node) < 24 ? 1 : 0)' || \
        { echo "the base image has no Node 24 or later" >&2; exit 1; }; \
    mkdir -p /opt/audiobook/.audiobook; \
    chown 10001:10001 /opt/audiobook/.audiobook
LABEL org.opencontainers.image.title="audiobook-gateway" \
      org.opencontainers.image.description="Shares segments among the runners of a fleet, for whoever asks over HTTP" \
      org.opencontainers.image.licenses="MIT"
# The root file system may be read-only: what is written goes to /tmp and /opt/audiobook/.audiobook.
ENV NODE_ENV=production
USER 10001:10001
WORKDIR /opt/audiobook
EXPOSE 8790
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8790/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "libs/gateway/src/main.ts", "/opt/audiobook", "--foreground"]
