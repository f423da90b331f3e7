import type { Principal } from '@quotewright/platform/auth';
import type { OwnFiles } from '@quotewright/platform/files';
import { accepted, idSchema } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { WizardDefinition, WizardDesk } from '@quotewright/platform/wizards';
import { z } from 'zod';
import type { acceptImport } from '../application/accept-import.ts';
import type { draftRevisionNow, previewImport, validateImport } from '../application/preview-import.ts';
import { requirePreviewed } from '../domain/draft-revision.ts';
import { fail } from '../domain/errors.ts';
import { type DocumentMedia, IMPORT_FORMATS, type ImportKind } from '../domain/import-format.ts';

interface CatalogImportWizardDeps {
  readonly files: Pick<OwnFiles, 'find' | 'read'>;
  readonly validate: ReturnType<typeof validateImport>;
  readonly preview: ReturnType<typeof previewImport>;
  readonly revision: ReturnType<typeof draftRevisionNow>;
  readonly accept: ReturnType<typeof acceptImport>;
}

interface ImportWizardState {
  readonly upload: ImportKind & { readonly fileId: string };
  readonly preview: { readonly draftRevision: number };
}

const MEDIA: readonly string[] = ['application/json', 'application/yaml'] satisfies DocumentMedia[];
const MAX_FINDINGS = 30;
const MAX_TEXT = 300;

const uploadSchema = z.strictObject({
  fileId: idSchema.describe('Of a file that the caller has sent.'),
  format: z.enum(IMPORT_FORMATS).default('catalog').describe('What the document holds.'),
});

const nothing = z.strictObject({});

/** From a file to an import, with a look at what it would do before it does it. The commit is the import itself. */
export function catalogImportWizard(deps: CatalogImportWizardDeps): WizardDefinition<ImportWizardState> {
  const sentBy = async (
    tx: Tx,
    principal: Principal,
    { fileId, media, format }: ImportWizardState['upload'],
  ) => ({
    media,
    format,
    bytes: (await deps.files.read(tx, principal, fileId)).content,
  });
  const sentOf = ({ principal, read }: WizardDesk, { upload }: ImportWizardState) =>
    read((tx) => sentBy(tx, principal, upload));
  const workOf = ({ principal, signal }: WizardDesk) => ({
    tenant: principal.tenant,
    actor: principal,
    signal,
  });

  return {
    type: 'catalog-import',
    title: 'Import a catalog document',
    permission: 'catalog:write',
    limit: { class: 'computation', cost: 10 },
    steps: [
      {
        name: 'upload',
        title: 'Choose the file',
        input: uploadSchema,
        async run({ principal, read }, _state, { fileId, format }: z.output<typeof uploadSchema>) {
          const file = await read((tx) => deps.files.find(tx, principal, fileId));
          const { mediaType, size, contentHash } = file;
          if (!MEDIA.includes(mediaType))
            throw fail('IMPORT_FILE_UNSUITABLE', `the file is ${mediaType}; send ${MEDIA.join(' or ')}`);
          const keep = { fileId, media: mediaType, format };
          return { keep, view: { mediaType, size, contentHash }, file: fileId };
        },
      },
      {
        name: 'validate',
        title: 'See what a publication would find after the import',
        input: nothing,
        async run(desk, state) {
          const { errors, warnings, findings, truncated } = await deps.validate(
            workOf(desk),
            await sentOf(desk, state),
          );
          const listed = findings.slice(0, MAX_FINDINGS).map(({ pointer, message, ...finding }) => ({
            ...finding,
            pointer: pointer.slice(0, MAX_TEXT),
            message: message.slice(0, MAX_TEXT),
          }));
          const view = {
            errors,
            warnings,
            truncated: truncated || listed.length < findings.length,
            findings: listed,
          };
          return { keep: { errors, warnings }, view };
        },
      },
      {
        name: 'preview',
        title: 'See what the import would change in the draft',
        input: nothing,
        async run(desk, state) {
          const { draftRevision, sections } = await deps.preview(workOf(desk), await sentOf(desk, state));
          const view = {
            draftRevision,
            sections: sections.map((section) => ({ ...section, items: [...section.items] })),
          };
          return { keep: { draftRevision }, view };
        },
      },
    ],
    async commit(tx, { principal: actor }, { upload, preview }) {
      const expectedRevision = preview.draftRevision;
      // Told at once where it is known already; the job holds it against the draft that it changes.
      requirePreviewed(await deps.revision(tx), expectedRevision);
      const document = await sentBy(tx, actor, upload);
      return accepted(await deps.accept(tx, actor, document, { expectedRevision }));
    },
  };
}
