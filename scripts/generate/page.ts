/** A page of `docs/reference` made from the program itself, so that it cannot say anything else. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  render(): Promise<string> | string;
}
