import { uuidv7 } from 'uuidv7';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new id: a UUIDv7, so that ids grow with time and indexes stay compact. */
export const newId = (): string => uuidv7();

/** False for what can be no id of ours, such as a representation may hold; such a record simply does not exist. */
export const isId = (value: unknown): boolean => typeof value === 'string' && uuid.test(value);

/** What names a row: an id says nothing without its store. */
export interface StoreKey {
  readonly storeId: string;
  readonly id: string;
}

/** The row of a key, as Prisma is told of it. */
export const byKey = ({ storeId, id }: StoreKey) => ({ storeId_id: { storeId, id } });
