import pg from 'pg';
import type { DatabaseLogger } from './logger.ts';

export interface NotificationOptions {
  readonly url: string;
  /** An SQL identifier. */
  readonly channel: string;
  readonly log: DatabaseLogger;
  /** Another process notified, or may have done so while there was no connection. */
  readonly onNotification: () => void;
  /** How long to wait before the next attempt to connect, in milliseconds, after so many failures in a row. */
  readonly reconnectAfter: (failures: number) => number;
}

export interface Notifications {
  /** Tells the other processes soon. Does nothing while there is no connection. */
  notify(): void;
  close(): Promise<void>;
}

/** Many commits share one notification: each wakes every listener of the database. */
const NOTIFY_EVERY_MS = 20;

/** A server that is silent for longer is taken for lost, and a silent connection probed after it. */
const SILENCE_MS = 5_000;

/** How long an orderly end of the connection may take. */
const GOODBYE_MS = 300;

/**
 * LISTEN and NOTIFY on a connection of their own. Never inside of a business transaction: a transaction that notifies holds a lock of
 * the whole server from before its commit until after it, so that all such commits would follow each other, each waiting for the disk
 * by itself. What is lost with a connection, or behind a pooler that does not pass LISTEN on, costs the listeners a poll.
 */
export function postgresNotifications(options: NotificationOptions): Notifications {
  return new ReconnectingNotifications(options);
}

class ReconnectingNotifications implements Notifications {
  readonly #options: NotificationOptions;
  #client: pg.Client | undefined;
  #listening = false;
  #failures = 0;
  #reconnecting: NodeJS.Timeout | undefined;
  #closed = false;
  #wanted = false;
  #notifying = false;

  constructor(options: NotificationOptions) {
    this.#options = options;
    void this.#connect();
  }

  notify(): void {
    this.#wanted = true;
    if (!this.#notifying) void this.#sendWanted();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnecting);
    this.#listening = false;
    const client = this.#client;
    if (client === undefined) return;
    const grace = setTimeout(() => cut(client), GOODBYE_MS);
    await client.end().catch(() => {});
    clearTimeout(grace);
  }

  async #sendWanted(): Promise<void> {
    this.#notifying = true;
    while (this.#wanted && this.#listening) {
      this.#wanted = false;
      const pause = new Promise((resolve) => setTimeout(resolve, NOTIFY_EVERY_MS).unref());
      const client = this.#client;
      await client?.query(`NOTIFY ${this.#options.channel}`).catch(() => cut(client));
      await pause;
    }
    this.#wanted = false;
    this.#notifying = false;
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'quotewright',
      connectionTimeoutMillis: SILENCE_MS,
      query_timeout: SILENCE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENCE_MS,
    });
    this.#client = client;
    let cause: unknown;
    let over = false;
    const lost = (error: unknown) => {
      if (!over) this.#lost(error);
      over = true;
    };
    client.on('error', (error) => {
      cause = error;
    });
    client.on('notification', ({ processId }) => {
      if (processId !== internals(client).processID) this.#options.onNotification();
    });
    client.once('end', () => lost(cause));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#options.channel}`);
      this.#regained();
    } catch (error) {
      lost(error);
      cut(client);
    }
  }

  #regained(): void {
    if (this.#closed) return;
    if (this.#failures > 0) this.#options.log.warn({}, 'notifications of the database are received again');
    this.#failures = 0;
    this.#listening = true;
    this.#options.onNotification();
  }

  #lost(error: unknown): void {
    this.#listening = false;
    if (this.#closed) return;
    if (this.#failures === 0) {
      const message =
        'notifications of the database are not received: what other processes append is found by polling';
      this.#options.log.warn({ err: error }, message);
    }
    this.#failures += 1;
    const delay = this.#options.reconnectAfter(this.#failures);
    this.#reconnecting = setTimeout(() => void this.#connect(), delay).unref();
  }
}

interface Internals {
  readonly processID: number;
  readonly connection: { readonly stream: { destroy(): void } };
}

const internals = (client: pg.Client) => client as unknown as Internals;

/** A server that does not answer does not end the connection either. */
function cut(client: pg.Client): void {
  internals(client).connection.stream.destroy();
}
