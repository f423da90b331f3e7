import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Caller {
  readonly tenant: string;
  readonly role: 'sales' | 'approver';
  /** The environment variable that has a token to be used instead. */
  readonly variable: string;
}

/** The token that the environment names, or a development token of the installation in this folder. */
export async function accessToken({ tenant, role, variable }: Caller): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  const { stdout } = await run('quotewright', ['token', '--tenant', tenant, '--roles', role], {
    // npm runs this in the example's folder; the installation is where npm was called.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
  });
  return stdout.trim();
}
