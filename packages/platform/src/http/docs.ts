import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Answer } from './answer.ts';
import { errorsPage } from './errors-page.ts';
import { API_BASE } from './mount.ts';
import type { ApiInfo } from './openapi.ts';
import { ERRORS_PAGE } from './problem.ts';
import type { HttpModule } from './route-checks.ts';
import { DOCS_CONTENT_POLICY, TEXT_PAGE_CONTENT_POLICY } from './security-headers.ts';
import { sendAnswer } from './send-answer.ts';

/** `/openapi.json`, `/docs` (its browser, with its own files only), `/docs/errors`, and what is where at `/`. */
export async function mountDocs(
  app: FastifyInstance,
  info: ApiInfo,
  modules: readonly HttpModule[],
): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { url: '/openapi.json', deepLinking: true, validatorUrl: null, layout: 'BaseLayout' },
    staticCSP: DOCS_CONTENT_POLICY,
  });
  const page = (path: string, answer: () => Answer) => {
    let made: Answer | undefined;
    app.get(path, (request, reply) => {
      made ??= answer();
      return sendAnswer(request, reply, made);
    });
  };
  page('/openapi.json', () => bytes(JSON.stringify(app.swagger()), 'application/json; charset=utf-8'));
  page(ERRORS_PAGE, () =>
    bytes(errorsPage(modules), 'text/html; charset=utf-8', {
      'content-security-policy': TEXT_PAGE_CONTENT_POLICY,
    }),
  );
  page('/', () => bytes(JSON.stringify(landing(info), null, 2), 'application/json; charset=utf-8'));
}

function bytes(text: string, contentType: string, headers: Record<string, string> = {}): Answer {
  return {
    status: 200,
    bytes: { content: Buffer.from(text), contentType },
    headers: { 'cache-control': 'no-cache', ...headers },
  };
}

function landing({ title, version }: ApiInfo) {
  return {
    name: title,
    version,
    api: API_BASE,
    documentation: '/docs',
    openapi: '/openapi.json',
    errors: ERRORS_PAGE,
    health: '/health/ready',
  };
}
