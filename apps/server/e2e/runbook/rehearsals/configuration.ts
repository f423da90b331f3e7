import { keepArtefacts, mendArtefacts } from '../artefacts-by-hand.ts';
import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

const BROKEN = 'what-was-compiled-cannot-be-read';
const ARTEFACT = `content_hash = (select content_hash from catalog.version_item
  where tenant_id = 'acme' and section = 'configuration/rules@1' and id = 'secure-branch')`;

/** The draft has rules that leave nothing; a client has the hash of rules that are gone. */
export const configuration: Rehearsal<LiveInstallation> = {
  async arrange({ ask }) {
    const path = '/catalog/draft/configuration/rules@1';
    const { json, headers } = await ask('GET', path);
    const never = {
      id: 'never',
      kind: 'constraint',
      then: 'users < 1 and users > 1',
      message: 'Nobody can have it.',
    };
    const items = json.items.map((item: { readonly id: string; readonly rules: readonly object[] }) =>
      item.id === 'secure-branch' ? { ...item, rules: [...item.rules, never] } : item,
    );
    const put = await ask('PUT', path, { items }, { 'if-match': headers.get('etag') ?? '' });
    if (put.status >= 300) throw new Error(put.text);
    return { variables: { OLD: 'ab'.repeat(32) } };
  },
  before: {
    [`${BROKEN}/2`]: async (live) => {
      await keepArtefacts(live);
      await live.sql(`update catalog.artefact set bytes = substring(bytes from 1 for 10) where ${ARTEFACT}`);
    },
    [`${BROKEN}/over`]: mendArtefacts,
  },
  restore: mendArtefacts,
};
