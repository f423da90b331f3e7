import { createServer } from 'node:http';

/*
 * The reference: Node's own server with the same bytes and as many headers, and nothing in between. A process of its own, as the
 * servers that it is compared with. Its arguments are the body and the headers, as JSON.
 */

const [, , body = '', headers = '{}'] = process.argv;
const content = Buffer.from(body);
const fields = {
  ...(JSON.parse(headers) as Record<string, string>),
  'content-length': String(content.length),
};

const server = createServer((_request, response) => {
  response.writeHead(200, fields);
  response.end(content);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    console.log(`listening on http://127.0.0.1:${address.port}`);
});
