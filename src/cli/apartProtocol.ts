/** What the command line's first thread and that of a command say to each other. */

/** What a command's thread is started with. */
export interface ApartData {
  readonly root: string;
  readonly args: readonly string[];
  /** Of the terminal that its stderr ends in. */
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** stopping: it has heard of Ctrl-C and ends by itself. whenStopped: CommandPlace's. */
export type ApartMessage = { readonly type: 'stopping' } | { readonly type: 'whenStopped'; readonly line: string };
