#!/bin/sh
# Takes out of node_modules what no command of an image loads: about a third of it.
set -eu
cd node_modules

# For people and their editors.
find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' -o -name 'metafile-*.json' \) -delete
rm -rf typescript @typescript @types effect/src

# Prisma brings its query compiler for five databases, as fast and as small, for import and for require: one of them is loaded.
find @prisma/client/runtime -type f -name 'query_compiler_*' ! -name 'query_compiler_fast_bg.postgresql.*' -delete
rm -f prisma/build/query_compiler_*

# `prisma studio` and `prisma dev`: their pages, and the databases that they run. Only `prisma migrate deploy` is asked for.
rm -rf @prisma/studio-core/dist/ui react react-dom @visx elkjs prisma/build/studio.js
rm -rf @prisma/streams-local @prisma/query-plan-executor @electric-sql

# An update of Prisma may need what this one does not: better now than when an image is started.
CHECKPOINT_DISABLE=1 PRISMA_SCHEMA_ENGINE_BINARY="$(command -v node)" node prisma/build/index.js migrate deploy --help >/dev/null
