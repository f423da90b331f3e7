export * from './audit-entry.ts';
export * from './audit-trail.ts';
