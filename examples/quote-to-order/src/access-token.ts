import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `QUOTEWRIGHT_TOKEN`, or a development token of the installation in this folder. */
export async function accessToken(): Promise<string> {
  const given = process.env['QUOTEWRIGHT_TOKEN'];
  if (given !== undefined && given !== '') return given;
  const { stdout } = await run('quotewright', ['token', '--tenant', 'modelmart', '--roles', 'sales'], {
    // npm runs this in the example's folder; the installation is where npm was called.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
  });
  return stdout.trim();
}
