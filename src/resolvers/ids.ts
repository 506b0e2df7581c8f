const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `id` has the form of the ids this server makes. One that has not is the id of nothing. */
export function isId(id: string): boolean {
  return UUID.test(id);
}
