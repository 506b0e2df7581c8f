/** Advisory locks, which PostgreSQL knows by number. Chosen at random, in one place so that no two are the same. */

/** Whoever works on a database without Redis, alone or with others, as long as it runs. */
export const SERVER_LOCK = 7_143_009_126;
/** Whoever applies migrations. */
export const MIGRATION_LOCK = 7_143_009_125;
/** Whoever looks for stranded work, for as long as that takes. */
export const LEADER_LOCK = 7_143_009_127;
