# Worker, monitor, setup, simulator and command line in one image; docker-compose.yml says which of them runs.
# Debian, because Temporal's native library is built for glibc: Alpine cannot load it.
FROM node:24.11.1-bookworm-slim AS base
# Where a proxy opens TLS, npm has to trust its CA: `BUILD_CA="$(cat ca.pem)" docker compose build`. It stays out of the last image.
ARG CA=""
RUN printf '%s\n' "$CA" >/etc/extra-ca.pem
ENV NODE_EXTRA_CA_CERTS=/etc/extra-ca.pem
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY tools tools
COPY src src
COPY console console
# The types of the HTTP API, which command line and console are compiled with.
COPY docs/openapi.d.ts docs/
# The workflow bundle is made here: no worker builds its workflows when it starts.
RUN npm run build

FROM base AS dependencies
# The optional ones are an embedded Postgres for demo and tests, and compilers for the bundle that is made already.
RUN npm ci --omit=dev --omit=optional --ignore-scripts
COPY tools/keep-one-core-bridge.mjs tools/
RUN node tools/keep-one-core-bridge.mjs

FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# The simulator keeps its books here; the volume that is mounted over it takes this owner.
RUN mkdir /data && chown node:node /data
# By number, so that an orchestrator can see that it is not root.
USER 1000:1000
CMD ["node", "dist/worker.js"]
