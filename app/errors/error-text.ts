/** The three sentences a person gets: what happened, what it means for their data, what to do. `{name}` is filled from the failure's facts. */
export interface ErrorText {
  readonly title: string;
  readonly means: string;
  readonly todo: string;
}
