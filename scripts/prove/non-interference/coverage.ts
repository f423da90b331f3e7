import type { Route } from '@quotewright/platform/http';
import type { Story } from './step.ts';

/** Commands that the sequences do not play, and why that is no gap. */
const NOT_PLAYED: Readonly<Record<string, string>> = {
  createEventSubscription: 'needs a receiver; what is delivered depends on the receiver',
  deleteEventSubscription: 'as createEventSubscription',
  enableEventSubscription: 'as createEventSubscription',
  rotateEventSubscriptionSecret: 'as createEventSubscription',
  testEventSubscription: 'as createEventSubscription',
  redeliverEvent: 'as createEventSubscription',
  askConfirmation: 'its token is used or forgotten; the commands that need one are outside, see purgeCache',
  purgeCache: 'closed while the store is away, by declaration; what it changes is which copies are believed',
  quarantineCache: 'as purgeCache',
  releaseCache: 'as purgeCache',
  tuneCache: 'as purgeCache',
  warmCache: 'as purgeCache',
  breakGlass: 'only while the store is away, and for minutes',
  openCircuit: 'no external system is configured here',
  closeCircuit: 'as openCircuit',
  autoCircuit: 'as openCircuit',
  openSession: 'signs a browser in, for hours; sessions are no part of a backup',
  closeSession: 'as openSession',
  endSessionsOfUser: 'as openSession',
  replayParkedEvent: 'nothing is parked where nothing is poisoned',
  discardParkedEvent: 'as replayParkedEvent',
  replaceAuthorizationPolicy:
    'would take the rights that the other steps need; the matrix of rights is a test of its own',
};

/** Operations that change something and that no sequence plays: a context that comes later has to add its stories. */
export function unplayed(routes: readonly Route[], sequences: readonly Story[]): readonly string[] {
  const played = new Set(sequences.flat().map(({ operation }) => operation));
  return routes
    .filter(({ method, question }) => method !== 'GET' && question !== true)
    .map(({ operationId }) => operationId)
    .filter((operation) => !played.has(operation) && NOT_PLAYED[operation] === undefined);
}
