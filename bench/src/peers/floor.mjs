// What no gateway can beat: the same answers from one process, executed by graphql-js over data in memory, or as ready bytes.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buildSchema, execute, parse } from 'graphql';

const [mode, port, schemaFile, answersFile] = process.argv.slice(2);
const schema = buildSchema(await readFile(schemaFile, 'utf8'));
/** The answer's text by the request's. */
const answers = new Map(JSON.parse(await readFile(answersFile, 'utf8')));
const data = new Map(
  [...answers].map(([body, text]) => [
    JSON.stringify(JSON.parse(body).variables),
    JSON.parse(text).data,
  ]),
);
const documents = new Map();

async function executed(body) {
  const { query, variables } = JSON.parse(body);
  if (!documents.has(query)) documents.set(query, parse(query));
  const rootValue = data.get(JSON.stringify(variables));
  return JSON.stringify(
    await execute({ schema, document: documents.get(query), rootValue, variableValues: variables }),
  );
}

const respond = mode === 'bytes' ? (body) => answers.get(body) : executed;
createServer((request, response) => {
  if (request.method !== 'POST') return response.writeHead(405).end();
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    const text = await respond(body);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}).listen(Number(port), '127.0.0.1');
