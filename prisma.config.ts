import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only `prisma migrate` connects from here; src/db/migrate.ts says to what.
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
