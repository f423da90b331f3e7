import type { JobHandler } from '@quotewright/platform/jobs';
import { z } from 'zod';
import { IMPORT_JOB, type runImport } from '../application/accept-import.ts';

const inputSchema = z.strictObject({
  importId: z.string(),
  expectedRevision: z.int().exactOptional(),
});

export function catalogImportJob(
  run: ReturnType<typeof runImport>,
): JobHandler<z.output<typeof inputSchema>> {
  return {
    type: IMPORT_JOB,
    input: inputSchema,
    run: (job) => {
      const { importId, ...terms } = job.input;
      return run(job, importId, terms);
    },
  };
}
