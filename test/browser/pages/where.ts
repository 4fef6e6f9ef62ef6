export interface Whereabouts {
  readonly scope: string;
  readonly product: number;
}

/** Names the realm it runs in and multiplies, so that the harness's own test can tell a page from a worker. */
export default function where(args: { readonly a: number; readonly b: number }): Whereabouts {
  if (args.b === 0) throw new RangeError('b must not be 0');
  return { scope: globalThis.constructor.name, product: args.a * args.b };
}
