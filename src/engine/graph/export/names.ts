/**
 * Names that a target allows, made of the lab's ids, each used once. A taken or reserved name gets a number or an underscore
 * at its end.
 */
export class Names {
  private readonly used = new Set<string>();
  private readonly byId = new Map<string, string>();
  private readonly reserved: ReadonlySet<string>;

  /** reserved: names that mean something else in the target. */
  constructor(
    reserved: Iterable<string>,
    private readonly form: (id: string) => string,
  ) {
    this.reserved = new Set(reserved);
  }

  /** The name of an id: the same one every time. */
  of(id: string): string {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const name = this.fresh(id);
    this.byId.set(id, name);
    return name;
  }

  /** A name like `base` that nothing else has. */
  fresh(base: string): string {
    const formed = this.form(base);
    const wish = this.reserved.has(formed) ? `${formed}_` : formed;
    let name = wish;
    for (let n = 2; this.used.has(name) || this.reserved.has(name); n += 1) name = `${wish}_${n}`;
    this.used.add(name);
    return name;
  }
}

/** Letters, digits and underscores, a letter first: an identifier in Python, TensorFlow and JavaScript. 'cell1.op2' -> 'cell1_op2'. */
export function identifier(id: string): string {
  const body = id.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(body) ? body : `layer_${body}`.replace(/_$/, '');
}

/** 'conv3,max' -> 'Conv3Max'. */
export function className(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return /^[A-Z]/.test(joined) ? joined.slice(0, 60) : `Child${joined.slice(0, 55)}`;
}

/** 'conv3,max' -> 'conv3_max': a file's stem, and a module that Python can import. */
export function fileStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '');
  return /^[a-z]/.test(stem) ? stem : `child_${stem}`.replace(/_$/, '');
}
