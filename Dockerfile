# 先 deno task release;见 docs/install.md。 First deno task release; see docs/install.md.
FROM gcr.io/distroless/cc-debian12:nonroot
ARG VERSION=0.1.0
# linux-x64 或 linux-arm64 linux-x64 or linux-arm64
ARG PLATFORM=linux-x64
COPY --chmod=0755 dist/czdock-${VERSION}-${PLATFORM} /usr/local/bin/czdock
WORKDIR /czdock
VOLUME /czdock
# 编译缓存放在只有本用户能写的文件夹里。 The code cache lies where only this user can write.
ENV NO_COLOR=1 TMPDIR=/czdock
EXPOSE 60000 60080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/czdock"]
CMD ["serve"]
