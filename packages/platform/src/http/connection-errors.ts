import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorTable } from '@quotewright/kernel';
import { startRequestTrace } from '../telemetry/request-trace.ts';
import { connectionRefusal } from './failure.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

/** Answers bytes that never became a request (parser errors, timeouts, oversized headers), and hangs up. */
export function refuseConnection(
  error: Error & { readonly code?: string },
  socket: Socket,
  titles: ErrorTable,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, document } = problemOf(connectionRefusal(error), titles, startRequestTrace({}).traceId);
  const body = JSON.stringify(document);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
