import type { Lifecycle } from '../product-offering.schema.ts';
import type { MappingReport } from './mapped-item.ts';
import type { TmfObject } from './tmf-object.ts';

interface Word {
  readonly becomes: Lifecycle;
  readonly remark?: string;
}

/** TMF620's words without spaces and in lower case. The specification names them, but lets anybody use others. */
const WORDS: Readonly<Record<string, Word>> = {
  instudy: { becomes: 'inDesign', remark: '"In study" is "inDesign" here' },
  indesign: { becomes: 'inDesign' },
  intest: { becomes: 'inTest' },
  active: { becomes: 'active' },
  launched: { becomes: 'active' },
  retired: { becomes: 'retired' },
  obsolete: { becomes: 'obsolete' },
  rejected: { becomes: 'obsolete', remark: '"Rejected" is "obsolete" here: it was never sold' },
};

/** An unknown word does not stop the import, and sells nothing: the offering is in design until somebody decides. */
export function lifecycleOf(offering: TmfObject, report: MappingReport): Lifecycle {
  const written = offering.text('lifecycleStatus');
  const remark = (message: string) => report.remark(offering.at('lifecycleStatus'), 'LIFECYCLE', message);
  if (written === undefined) {
    remark('is missing: the offering is in design, and not sold');
    return 'inDesign';
  }
  const key = written.toLowerCase().replaceAll(/[ _-]/g, '');
  const word = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
  if (word === undefined) {
    remark(`"${written.slice(0, 60)}" is no known state: the offering is in design, and not sold`);
    return 'inDesign';
  }
  if (word.remark !== undefined) remark(word.remark);
  return word.becomes;
}
