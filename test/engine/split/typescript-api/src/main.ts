import { readFileSync } from 'node:fs';
import path from 'node:path';
import fastify from 'fastify';

interface Greeting {
  readonly hello: string;
}

function greetingIn(language: string): Greeting {
  const file = path.join(process.cwd(), 'locales', `${language}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Greeting;
}

const server = fastify();
server.get('/', () => ({ ...greetingIn('en'), build: process.env['BUILD_NUMBER'] }));
server.get<{ Params: { language: string } }>('/:language', ({ params }) => greetingIn(params.language));
void server.listen({ host: '0.0.0.0', port: 8080 });
