export * from './catalog-documents.ts';
export * from './catalog-over-http.ts';
