import { settingsHelp } from '@quotewright/platform/config';
import { Command, CommanderError } from 'commander';
import { cachesCommand } from './cli/caches.command.ts';
import { doctorCommand } from './cli/doctor.command.ts';
import { eventsCommand } from './cli/events.command.ts';
import { exitCodes } from './cli/exit-codes.ts';
import { exportCommand } from './cli/export.command.ts';
import { describeFailure } from './cli/failure.ts';
import { importCommand } from './cli/import.command.ts';
import { migrateCommand } from './cli/migrate.command.ts';
import { pricesCommand } from './cli/prices.command.ts';
import { seedCommand } from './cli/seed.command.ts';
import { serveCommand } from './cli/serve.command.ts';
import { tenantCommand } from './cli/tenant.command.ts';
import { tokenCommand } from './cli/token.command.ts';
import { VERSION } from './version.ts';

const EXIT_STATUS_HELP = `
Exit status: 0 done · 1 failed · 2 wrong command line · 65 input refused, nothing changed · 69 something needed is not
available · 78 wrong configuration · 130 stopped before the end`;

const program = new Command('quotewright')
  .description('CPQ and order management that is right with or without its cache')
  .version(VERSION)
  // Of the command they stand behind: import and import uvl both know --tenant.
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for what there is)')
  .addHelpText('after', () => `\n${settingsHelp()}\n${EXIT_STATUS_HELP}`);

const commands = [
  serveCommand,
  migrateCommand,
  tenantCommand,
  seedCommand,
  importCommand,
  exportCommand,
  tokenCommand,
  eventsCommand,
  cachesCommand,
  pricesCommand,
  doctorCommand,
];
for (const make of commands) program.addCommand(throwing(make()));

// `quotewright … | head` ends when head does: no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** A wrong command line throws instead of ending the process, at every level. */
function throwing(command: Command): Command {
  for (const sub of command.commands) throwing(sub);
  return command.exitOverride();
}

try {
  await program.exitOverride().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const { text, exitCode } = describeFailure(error);
    console.error(text);
    process.exitCode = exitCode;
  }
}
