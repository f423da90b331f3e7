import { type Answer, defineRoute, type Route, sendBytes } from '@quotewright/platform/http';
import { z } from 'zod';
import type { QuoteInReach } from '../application/quote-in-reach.ts';
import type { readDocument } from '../application/read-document.ts';
import type { renderDocument } from '../application/render-document.ts';
import { type DocumentFormat, documentFormats } from '../domain/document/document-file.ts';
import { quoteParams, revisionNumber } from './quote.schema.ts';

interface QuoteDocumentDeps {
  readonly inReach: QuoteInReach;
  readonly find: ReturnType<typeof readDocument>;
  readonly render: ReturnType<typeof renderDocument>;
}

const CONTENT_TYPES: Readonly<Record<DocumentFormat, string>> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
};

/** The page loads nothing and runs nothing; its style is in it. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What the customer reads. */
export function quoteDocumentRoutes({ inReach, find, render }: QuoteDocumentDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/quotes/:quoteId/document',
      operationId: 'readQuoteDocument',
      tag: 'Quotes',
      summary:
        'The document of the quote: from its presentation on the bytes that the customer was given, before a draft',
      permission: 'quote:read',
      limit: { class: 'read', cost: 1 },
      params: quoteParams,
      query: z.strictObject({
        format: z.enum(documentFormats).default('html'),
        revision: revisionNumber.exactOptional().describe('Default: the live one.'),
      }),
      responses: {
        200: {
          contentType: 'text/html',
          description:
            '`text/html`, or `application/pdf` with `format=pdf`. The ETag is the SHA-256 of the bytes, which `accept` takes as `documentHash`',
        },
      },
      async handler(call): Promise<Answer> {
        const { format, revision } = call.query;
        const { quoteId } = call.params;
        const found = await call.read(async (tx) => {
          await inReach(tx, call.reach, quoteId);
          return find(tx, quoteId, format, revision);
        });
        // Rendered after the transaction: a large document must not keep a connection.
        const { bytes, hash } = 'file' in found ? found.file : await render(found.source, format);
        return sendBytes(bytes, CONTENT_TYPES[format], {
          etag: hash,
          headers: {
            'content-disposition': `inline; filename="${found.fileName}"`,
            'content-security-policy': CONTENT_POLICY,
          },
        });
      },
    }),
  ];
}
