/** What a person reads beside each value of a RunConfig. Ranges are not here: they come from the schema itself. */
export interface FieldText {
  readonly path: string;
  readonly label: string;
  readonly help: string;
  readonly unit?: string;
  /** Words for the values of a choice. */
  readonly options?: Readonly<Record<string, string>>;
  /** Known values of a free text. */
  readonly suggestions?: readonly string[];
  /** For a value that may be null: what null means. */
  readonly off?: string;
}
