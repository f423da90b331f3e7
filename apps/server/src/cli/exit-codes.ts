/** What the command line's exit status means (the numbers of BSD sysexits where one fits). */
export const exitCodes = {
  ok: 0,
  /** Something went wrong that is not the caller's doing. */
  failure: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The input was read and refused; nothing was changed. */
  badInput: 65,
  /** A service or file that is needed is not available: database, lock, port. */
  unavailable: 69,
  /** The configuration is wrong. */
  badConfiguration: 78,
  /** Ended by Ctrl-C or SIGTERM before the work was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
