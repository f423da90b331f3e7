import type { AcceleratedReads } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import type { Settings, SettingsKind, SettingsSource } from '../ports/settings-source.ts';
import { settingsCategories } from './settings-categories.ts';

/**
 * Answers reads from copies: which version is in force, and what that version says. A command asks the tables: what it
 * decides must not rest on what somebody might have put into a store.
 */
export function acceleratedSettingsSource(truth: SettingsSource, reads: AcceleratedReads): SettingsSource {
  const readsOf = <Kind extends SettingsKind>(kind: Kind) => ({
    active: reads.of(settingsCategories[kind].active),
    content: reads.of(settingsCategories[kind].content),
  });
  const copies: { readonly [Kind in SettingsKind]: ReturnType<typeof readsOf<Kind>> } = {
    tenantConfig: readsOf('tenantConfig'),
    featureFlags: readsOf('featureFlags'),
  };

  async function version<Kind extends SettingsKind>(
    tx: Tx,
    kind: Kind,
    wanted: number,
  ): Promise<Settings<Kind> | undefined> {
    if (tx.access === 'write') return truth.version(tx, kind, wanted);
    const body = await copies[kind].content.get(
      tx,
      { version: wanted },
      async (own) => (await truth.version(own, kind, wanted))?.body,
    );
    return body && { version: wanted, body };
  }

  return {
    version,
    async active<Kind extends SettingsKind>(tx: Tx, kind: Kind) {
      if (tx.access === 'write') return truth.active(tx, kind);
      // Whoever has to ask the truth which version it is learns in the same read what it says.
      let asked: Settings<Kind> | undefined;
      const found = await copies[kind].active.get(tx, {}, async (own) => {
        asked = await truth.active(own, kind);
        return asked && { version: asked.version };
      });
      if (found === undefined || found.version === asked?.version) return asked;
      return version(tx, kind, found.version);
    },
  };
}
