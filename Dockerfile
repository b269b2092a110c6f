# Pinned by the digest of all its architectures; docs/operating.md, "Updating", says how to move it.
ARG PYTHON=python:3.11.15-slim-bookworm@sha256:b18992999dbe963a45a8a4da40ac2b1975be1a776d939d098c647482bcad5cba

FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/
# Every package is pinned by hash; wheels only, so nothing is compiled and no compiler is needed. The lock file names every
# package, so pip looks for no others (--no-deps): what is newer on the day of building can't get in its way.
RUN /opt/venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /tmp/requirements.lock \
    && /opt/venv/bin/pip check \
    && /opt/venv/bin/pip uninstall --yes pip setuptools \
    && find /opt/venv -type d \( -name tests -o -name test \) -prune -exec rm -rf {} +

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Pullquote" \
      org.opencontainers.image.description="Answers a team's questions with the exact words of its case files" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
# Scans and pictures are read by Tesseract, in English and in these languages, as Debian calls their packages
# (docs/operating.md, "Scans and pictures"). With SCANS="" they aren't read, and the image is 100 MB smaller.
ARG SCANS="ara deu fra por rus spa"
RUN [ -z "$SCANS" ] || { apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr $(printf 'tesseract-ocr-%s ' $SCANS) \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log; }
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin pullquote \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY corpus ./corpus
COPY bot ./bot
# Byte code is made here, because the root file system is read-only when it runs (pip made that of the libraries).
RUN python -m compileall -q bot
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-m", "bot", "doctor", "--health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
