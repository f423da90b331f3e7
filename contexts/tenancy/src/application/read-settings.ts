import type { Tx } from '@quotewright/platform/postgres';
import type { Settings, SettingsKind, SettingsSource } from '../ports/settings-source.ts';
import { unknownDocument } from './read-document.ts';

/** As `readDocument`, for other contexts: may be answered from a copy. */
export const readSettings =
  ({ settings }: { readonly settings: SettingsSource }) =>
  async <Kind extends SettingsKind>(tx: Tx, kind: Kind, version?: number): Promise<Settings<Kind>> => {
    const found = await (version === undefined
      ? settings.active(tx, kind)
      : settings.version(tx, kind, version));
    if (found === undefined) throw unknownDocument(tx, version);
    return found;
  };
