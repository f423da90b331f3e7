import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TypedBlock } from './runbook-page.ts';

/** Where `npm install` puts the command `quotewright`. */
const COMMANDS = fileURLToPath(new URL('../../../../node_modules/.bin', import.meta.url));

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface Typed {
  readonly status: number;
  /** All that is seen: what is printed, and the complaints. */
  readonly printed: string;
}

/** Somebody who types blocks one after another; what a block assigns is there in the next one. */
export class OperatorShell {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  #count = 0;
  #assigned = '';

  /** Types in this directory, which files of the shell are kept in. */
  constructor(directory: string, environment: NodeJS.ProcessEnv) {
    this.#directory = directory;
    this.#environment = {
      ...environment,
      PATH: `${COMMANDS}${delimiter}${environment['PATH'] ?? ''}`,
    };
  }

  /** Ends at the first command of the block that fails. */
  async type({ language, text }: Pick<TypedBlock, 'language' | 'text'>): Promise<Typed> {
    this.#count += 1;
    const file = (kind: string) => join(this.#directory, `.typed-${this.#count}.${kind}`);
    const variables = file('env');
    await writeFile(file('sql'), text);
    const commands =
      language === 'sh' ? text : `psql "$DATABASE_URL" --no-psqlrc -v ON_ERROR_STOP=1 -f '${file('sql')}'`;
    const script = `${this.#assigned}\ntrap 'export -p > ${variables}' EXIT\nset -a\nexec 2>&1\n${commands}\n`;
    const typed = await this.#run(script);
    this.#assigned = `source ${variables}`;
    return typed;
  }

  /** Puts a variable into the shell, or takes it out. */
  assign(variable: string, value: string | undefined): void {
    const command = value === undefined ? `unset ${variable}` : `export ${variable}='${value}'`;
    this.#assigned += `\n${command}`;
  }

  /** What the operator's shell has assigned to a variable. */
  async value(variable: string): Promise<string> {
    const { printed } = await this.#run(`${this.#assigned}\nprintf %s "\${${variable}-}"`);
    return printed;
  }

  #run(script: string): Promise<Typed> {
    return new Promise((resolve) => {
      const options = { cwd: this.#directory, env: this.#environment, maxBuffer: MAX_OUTPUT_BYTES };
      // A shell that takes its input for a connection would read the files of people who are at a terminal.
      const asked = ['--norc', '--noprofile', '-eu', '-o', 'pipefail', '-c', script];
      execFile('bash', asked, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ status, printed: stdout + stderr });
      });
    });
  }
}
