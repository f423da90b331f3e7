/** One price field of the source and the charge it becomes. */
export interface ChargeMapping {
  readonly field: string;
  readonly id: string;
  readonly name: string;
  readonly unit: 'token' | 'request';
  /** The price is for this many units. */
  readonly per: string;
  /** Counts towards the total input tokens that tiers are measured by. */
  readonly isInput: boolean;
}

const MILLION = '1000000';

export const CHARGES: readonly ChargeMapping[] = [
  { field: 'input_mtok', id: 'input', name: 'Input tokens', unit: 'token', per: MILLION, isInput: true },
  {
    field: 'cache_read_mtok',
    id: 'cache-read',
    name: 'Cached input tokens read',
    unit: 'token',
    per: MILLION,
    isInput: true,
  },
  {
    field: 'cache_write_mtok',
    id: 'cache-write',
    name: 'Cached input tokens written',
    unit: 'token',
    per: MILLION,
    isInput: true,
  },
  {
    field: 'input_audio_mtok',
    id: 'input-audio',
    name: 'Audio input tokens',
    unit: 'token',
    per: MILLION,
    isInput: true,
  },
  {
    field: 'cache_audio_read_mtok',
    id: 'cache-audio-read',
    name: 'Cached audio input tokens read',
    unit: 'token',
    per: MILLION,
    isInput: true,
  },
  { field: 'output_mtok', id: 'output', name: 'Output tokens', unit: 'token', per: MILLION, isInput: false },
  {
    field: 'output_audio_mtok',
    id: 'output-audio',
    name: 'Audio output tokens',
    unit: 'token',
    per: MILLION,
    isInput: false,
  },
  {
    field: 'requests_kcount',
    id: 'requests',
    name: 'Requests',
    unit: 'request',
    per: '1000',
    isInput: false,
  },
];
