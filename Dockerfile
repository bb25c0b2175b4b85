# The server as an image: built here, run as a user without rights. `.ci/container` builds and tries it.

# Digests of the base images (`sha256:…`). A tag may be moved to another image, a digest names one for ever.
# `docs/container.md` says how to find them; with RELEASE=true the build refuses to go on without them.
ARG RUST_DIGEST=
ARG DEBIAN_DIGEST=

# Keep in sync with `rust-version` in Cargo.toml; `.ci/container` compares them.
FROM docker.io/library/rust:1.95-slim-bookworm${RUST_DIGEST:+@$RUST_DIGEST} AS build
ARG RELEASE=false
ARG RUST_DIGEST
ARG DEBIAN_DIGEST
RUN test "$RELEASE" != true || { test -n "$RUST_DIGEST" && test -n "$DEBIAN_DIGEST"; } \
    || { echo "a release is built on RUST_DIGEST and DEBIAN_DIGEST: docs/container.md, Publishing" >&2; exit 1; }
WORKDIR /build

# Dependencies alone, behind an empty crate: this layer stays until Cargo.toml or Cargo.lock change.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
    && touch src/lib.rs \
    && echo 'fn main() {}' > src/main.rs \
    && cargo build --locked --profile dist --bin intercom-mcp

COPY src src
# Cargo goes by modification times, and the files that were copied may be older than the empty ones.
RUN touch src/lib.rs src/main.rs \
    && cargo build --locked --profile dist --bin intercom-mcp \
    && mkdir data

# Keep in sync with the builder's release of Debian: the binary is linked against its libc.
FROM docker.io/library/debian:bookworm-slim${DEBIAN_DIGEST:+@$DEBIAN_DIGEST}
LABEL org.opencontainers.image.title="intercom-mcp" \
      org.opencontainers.image.description="A remote MCP server that lets AI clients read an Intercom workspace" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      io.modelcontextprotocol.server.name="io.github.example/intercom-mcp"

# Certificate authorities, to verify Intercom's hosts.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/intercom-mcp/
COPY --from=build /build/target/dist/intercom-mcp /usr/local/bin/intercom-mcp
# A new volume takes its owner from this directory.
COPY --from=build --chown=10001:10001 /build/data /data

ENV BIND_ADDR=0.0.0.0:8080 \
    STORE_URL=sqlite:/data/intercom-mcp.db
WORKDIR /data
VOLUME /data
EXPOSE 8080
# As numbers, so that an orchestrator can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["intercom-mcp", "healthcheck"]
ENTRYPOINT ["intercom-mcp"]
CMD ["serve"]
