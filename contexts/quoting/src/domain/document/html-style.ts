import { type Html, html } from './html.ts';

/** For the screen and for paper. Fonts are those of the reader: nothing is loaded. */
export const DOCUMENT_STYLE: Html = html`
:root { color-scheme: light; --ink: #1b2430; --soft: #5b6675; --line: #d9dee5; --accent: #1f4e79; }
* { box-sizing: border-box; }
html { background: #eef1f5; }
body { max-width: 60rem; margin: 2rem auto; padding: 3rem; background: #fff; color: var(--ink);
  font: 0.9375rem/1.5 "Segoe UI", system-ui, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem 3rem;
  padding-bottom: 1rem; border-bottom: 3px solid var(--accent); }
.seller { margin: 0; color: var(--accent); font-size: 1.125rem; font-weight: 600; }
h1 { margin: 0.25rem 0 0; font-size: 1.75rem; line-height: 1.2; }
h1 small { color: var(--soft); font-size: 1rem; font-weight: 400; }
h2 { margin: 2rem 0 0.5rem; color: var(--accent); font-size: 1.0625rem; }
.name { margin: 0.25rem 0 0; color: var(--soft); }
.marker { margin: 0; padding: 0.5rem 0.75rem; max-width: 22rem; border: 2px solid #9b1c1c; color: #9b1c1c; align-self: start; }
.parties { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; margin: 1.5rem 0; }
.parties > * { flex: 1 1 12rem; margin: 0; }
.parties h2, .parties p { margin: 0; }
.parties .facts { flex: 2 1 20rem; }
address { font-style: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
caption { padding: 0 0 0.5rem; text-align: left; color: var(--soft); }
th, td { padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; font-weight: 400; }
thead th { border-bottom: 2px solid var(--ink); font-weight: 600; vertical-align: bottom; }
tbody { border-bottom: 1px solid var(--line); break-inside: avoid; }
.items th:first-child { width: 42%; }
.items .number { text-align: right; white-space: nowrap; }
.item th:first-child { font-weight: 600; }
.charge th, .charge td { padding-top: 0; }
.position { display: inline-block; min-width: 2rem; padding-right: 0.5rem; color: var(--soft); font-weight: 400; }
.more { display: block; color: var(--soft); font-size: 0.8125rem; font-weight: 400; }
.item .more { padding-left: 2rem; }
.charge th { padding-left: 2.5rem; }
.d1 th:first-child { padding-left: 1.75rem; } .d1.charge th { padding-left: 3.75rem; }
.d2 th:first-child { padding-left: 3rem; } .d2.charge th { padding-left: 5rem; }
.d3 th:first-child { padding-left: 4.25rem; } .d3.charge th { padding-left: 6.25rem; }
.totals { width: auto; min-width: 50%; margin: 1.5rem 0 0 auto; }
.totals th, .totals td { padding: 0.4rem 0.5rem; font-size: 1.0625rem; font-weight: 600; border-bottom: 1px solid var(--line); }
.totals td { text-align: right; white-space: nowrap; }
.remarks { margin: 0.75rem 0 0; padding: 0; list-style: none; color: var(--soft); text-align: right; }
footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }
@media (max-width: 40rem) { body { margin: 0; padding: 1rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.4rem; } }
@media print { @page { size: A4; margin: 16mm 14mm 18mm; }
  html { background: none; } body { max-width: none; margin: 0; padding: 0; font-size: 9pt; }
  .totals, .terms { break-inside: avoid; } h2 { break-after: avoid; } }
`;
