/** The two methods of a pino logger that the door needs. */
export interface DatabaseLogger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export const silentLogger: DatabaseLogger = { warn: () => {}, error: () => {} };
