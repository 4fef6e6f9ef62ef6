import { describe, expect, it } from 'vitest';
import {
  definitionJsonSchema,
  HYPER_KINDS,
  MODULE_KINDS,
  moduleKeys,
  TOP_KEYS,
} from '../../../../../src/engine/space/json/schema';
import { membersAfter, placeAt, wordEnd } from '../../../../../src/ui/features/space-editor/jsonPlace';
import { namesIn, wordsAt } from '../../../../../src/ui/features/space-editor/schemaWords';

const schema = definitionJsonSchema();

/** Labels offered at the caret, written as |. */
function offered(marked: string): readonly string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = placeAt(text, offset);
  if (place === null) throw new Error('no place');
  return wordsAt(schema, place, membersAfter(text, wordEnd(text, offset, place.quote !== null)), namesIn(text)).map(
    ({ label }) => label,
  );
}

describe('words of the schema', () => {
  it('offers every key of a space that is not there yet', () => {
    expect(offered('{|}')).toEqual(TOP_KEYS);
    expect(offered('{"version": 1, | "title": "x"}')).toEqual(TOP_KEYS.filter((key) => key !== 'version' && key !== 'title'));
  });

  it('offers all kinds of modules where a module is written, in whatever depth', () => {
    const kinds = offered('{"network": {"kind": "repeat", "module": {"kind": "|"}}}');
    expect([...kinds].sort()).toEqual([...MODULE_KINDS].sort());
    expect([...offered('{"hyperparameters": {"k": {"kind": "|"}}}')].sort()).toEqual([...HYPER_KINDS].sort());
  });

  it('offers the keys of the kind that stands there, before or after the caret', () => {
    const wanted = (moduleKeys('dropout') ?? []).filter((key) => key !== 'kind');
    expect(offered('{"network": {"kind": "dropout", "|"}}')).toEqual(wanted);
    expect(offered('{"network": {"|", "kind": "dropout"}}')).toEqual(wanted);
  });

  it('offers the values of a choice, and new hyperparameters in place', () => {
    const words = offered('{"network": {"kind": "conv2d", "activation": |}}');
    expect(words).toEqual(expect.arrayContaining(['relu', 'tanh', 'swish', '{ kind: choice }']));
    expect(offered('{"training": {"optimiser": |}}')).toEqual(expect.arrayContaining(['adam', 'sgd']));
  });

  it('offers the names of modules where a module is used, of hyperparameters where a value is', () => {
    const head = '"hyperparameters": {"kernel": {"kind": "int", "min": 1, "max": 3}}, "modules": {"cell": {"kind": "identity"}}';
    expect(offered(`{${head}, "network": {"use": "|"}}`)).toEqual(['cell']);
    expect(offered(`{${head}, "network": {"kind": "sequential", "modules": [{"use": "|"}]}}`)).toEqual(['cell']);
    expect(offered(`{${head}, "network": {"kind": "conv2d", "kernel": {"use": "|"}}}`)).toEqual(['kernel']);
  });

  it('reads names of the whole space only, also while it is no JSON', () => {
    const text = '{"network": {"kind": "permutation", "modules": {"inner": 1}}, "modules": {"outer": {"kind": ';
    expect(namesIn(text).modules).toEqual(['outer']);
  });
});
