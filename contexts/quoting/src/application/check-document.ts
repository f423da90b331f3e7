import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentHashes } from '../domain/document/document-file.ts';
import { fail } from '../domain/errors.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RevisionKey } from '../ports/revision-store.ts';

/**
 * The hashes of the document that the customer was given; null where the quote was presented before documents
 * were kept. Throws `QUOTE_DOCUMENT_DIVERGED`, and `DOCUMENT_HASH_MISMATCH` where the caller has seen another one.
 */
export const checkDocument =
  ({ documents }: { readonly documents: DocumentStore }) =>
  async (tx: Tx, key: RevisionKey, seen: string | undefined): Promise<DocumentHashes | null> => {
    const kept = await documents.hashes(tx, key);
    if (kept?.intact === false) {
      throw fail('QUOTE_DOCUMENT_DIVERGED', 'what was kept does not have the hash it was kept under');
    }
    const hashes = kept === undefined ? null : { html: kept.html, pdf: kept.pdf };
    if (seen !== undefined && seen !== hashes?.html && seen !== hashes?.pdf) {
      throw fail('DOCUMENT_HASH_MISMATCH', 'the customer was given another document: show it again', {
        documentHashes: hashes,
      });
    }
    return hashes;
  };
