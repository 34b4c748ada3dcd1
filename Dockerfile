# sounder in a container, as nobody. How to build and use it: docs/install.md. tools/fresh_check follows the same steps in a chroot.
FROM debian:bookworm-slim AS workshop
WORKDIR /sounder
COPY . .
RUN apt-get update && apt-get install -y --no-install-recommends make
RUN make deb

FROM debian:bookworm-slim
COPY --from=workshop /sounder/build/deb/sounder_*.deb /tmp/
# CAP_NET_RAW is all that the program can raise: it gives the SYN engine to nobody, where the container may have it.
RUN echo "sounder sounder/raw-packets boolean true" | debconf-set-selections && \
    apt-get update && apt-get install -y --no-install-recommends /tmp/sounder_*.deb netbase ca-certificates && \
    rm -rf /tmp/sounder_*.deb /var/lib/apt/lists/*
USER nobody
ENTRYPOINT ["sounder"]
CMD ["help"]
