import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestDatabase, createTestDatabase } from './database.ts';
import { schemaDrift } from './schema-drift.ts';

const THINGS = `
CREATE TABLE "things" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL CONSTRAINT "things_name_not_empty" CHECK ("name" <> ''),
  "gone" BOOLEAN NOT NULL DEFAULT false,
  "parent_id" UUID REFERENCES "things" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "things_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "things_living_name" ON "things" ("name") WHERE NOT "gone";
CREATE INDEX "things_lower_name" ON "things" (lower("name"));
CREATE FUNCTION "shout"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."name" := upper(NEW."name"); -- a semicolon inside a body
  RETURN NEW;
END $$;
CREATE TRIGGER "things_shout" BEFORE INSERT ON "things" FOR EACH ROW EXECUTE FUNCTION "shout"();
`;

const SCHEMA = `
datasource db {
  provider = "postgresql"
}
model Thing {
  id   String  @id @db.Uuid
  name String
  gone Boolean @default(false)
  parentId String? @map("parent_id") @db.Uuid
  parent   Thing?  @relation("family", fields: [parentId], references: [id])
  children Thing[] @relation("family")
  @@map("things")
}
`;

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-'));
  database = await createTestDatabase({ template: 'empty', prepare: () => Promise.resolve() });
  await query(THINGS);
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function query(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function drift(schema: string): Promise<string> {
  const schemaPath = join(folder, 'schema.prisma');
  await writeFile(schemaPath, schema);
  return schemaDrift({ databaseUrl: database.url, schemaPath });
}

it('is empty for equal schemas, whatever else the migrations hold', async () => {
  expect(await drift(SCHEMA)).toBe('');
});

it('names a column that only the schema has', async () => {
  expect(await drift(SCHEMA.replace('gone ', 'colour String\n  gone '))).toContain('colour');
});

it('names a table that only the database has', async () => {
  await query('CREATE TABLE strangers (id INT PRIMARY KEY)');
  expect(await drift(SCHEMA)).toContain('strangers');
});

it('takes no notice of the tables that a library keeps in a schema of its own', async () => {
  await query('CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.strangers (id INT PRIMARY KEY)');
  expect(await drift(SCHEMA)).toBe('');
});
