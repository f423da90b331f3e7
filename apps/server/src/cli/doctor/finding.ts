/** One line of the doctor. `bad` is for what keeps the installation from doing its work, or loses something; `slow` for what makes it slower or late. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'slow' | 'bad';
  readonly what: string;
}
