export * from './price-documents.ts';
export * from './price-inputs.ts';
export * from './upstream.ts';
