/**
 * The first program of every sandbox, run before the person's code. It takes away what would make a reward depend on
 * anything but its arguments, freezes every object that code can reach without making it, and answers the function
 * that carries out one call:
 *
 *   call(factory, measurement, contextJson) -> number | string
 *
 * factory is the person's whole text as a function (exports, require); it is run anew for every call, so that not even a
 * variable of the text survives from one child to the next, and a reward is a function of (measurement, context) alone.
 * A number is the reward. A string says what else happened: 'value:' and what came back, or 'error:' and the JSON of
 * [name, message, stack]. No object of the person's ever reaches the host.
 *
 * load(factory) -> '' | 'missing' | the same strings: runs the text without calling its function.
 * measurement(json) -> the frozen copy that the person's code sees.
 */
export const HARNESS = `(function () {
  'use strict';
  for (const name of ['Date', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'performance', 'console', 'navigator'])
    delete globalThis[name];
  delete Math.random;

  const { parse, stringify } = JSON;
  const { apply, getPrototypeOf, ownKeys, getOwnPropertyDescriptor } = Reflect;
  const { freeze, isFrozen } = Object;
  const isArray = Array.isArray;
  const isPrototypeOf = Object.prototype.isPrototypeOf;
  const promisePrototype = Promise.prototype;
  const sliceString = String.prototype.slice;
  const toText = String;
  const Failure = Error;

  const seen = new Set();
  const queue = [
    globalThis,
    getPrototypeOf(function* () {}),
    getPrototypeOf(async function () {}),
    getPrototypeOf(async function* () {}),
    getPrototypeOf((function* () {})()),
    getPrototypeOf((async function* () {})()),
    getPrototypeOf([][Symbol.iterator]()),
    getPrototypeOf(''[Symbol.iterator]()),
    getPrototypeOf(new Map()[Symbol.iterator]()),
    getPrototypeOf(new Set()[Symbol.iterator]()),
    getPrototypeOf(''.matchAll(/a/g)),
    getPrototypeOf(Iterator.from({ next() {} })),
    getPrototypeOf([].values().map((x) => x)),
    getPrototypeOf(Uint8Array),
    getOwnPropertyDescriptor(function () { 'use strict'; return arguments; }(), 'callee').get,
  ];
  const add = (value) => {
    if (value !== null && (typeof value === 'object' || typeof value === 'function') && !seen.has(value)) {
      seen.add(value);
      queue.push(value);
    }
  };
  while (queue.length > 0) {
    const object = queue.pop();
    add(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const property = getOwnPropertyDescriptor(object, key);
      add(property.value);
      add(property.get);
      add(property.set);
    }
    freeze(object);
  }

  const deepFreeze = (value) => {
    if (value === null || typeof value !== 'object' || isFrozen(value)) return value;
    for (const key of ownKeys(value)) deepFreeze(value[key]);
    return freeze(value);
  };

  const describe = (value) => {
    switch (typeof value) {
      case 'undefined': return 'nothing (undefined)';
      case 'string': return 'the text ' + stringify(apply(sliceString, value, [0, 40]));
      case 'boolean': return value ? 'true' : 'false';
      case 'bigint': return 'a BigInt';
      case 'symbol': return 'a symbol';
      case 'function': return 'a function';
    }
    if (value === null) return 'null';
    try {
      if (isArray(value)) return 'an array';
      if (apply(isPrototypeOf, promisePrototype, [value])) return 'a Promise';
    } catch {
      return 'an object';
    }
    return 'an object';
  };

  const dataProperty = (object, key) => {
    for (let at = object, depth = 0; at !== null && depth < 8; at = getPrototypeOf(at), depth += 1) {
      const property = getOwnPropertyDescriptor(at, key);
      if (property !== undefined) return typeof property.value === 'string' ? apply(sliceString, property.value, [0, 2000]) : '';
    }
    return '';
  };

  const report = (thrown) => {
    try {
      if (thrown === null || typeof thrown !== 'object')
        return 'error:' + stringify(['', typeof thrown === 'string' ? apply(sliceString, thrown, [0, 300]) : describe(thrown), '']);
      return 'error:' + stringify([dataProperty(thrown, 'name'), dataProperty(thrown, 'message'), dataProperty(thrown, 'stack')]);
    } catch {
      return 'error:' + stringify(['', 'an object that cannot be read', '']);
    }
  };

  const require = freeze((name) => {
    throw new Failure('import is not available in a reward: ' + toText(name));
  });

  const run = (factory) => {
    const exports = {};
    factory(exports, require);
    return exports.default;
  };

  return freeze({
    measurement: (json) => deepFreeze(parse(json)),
    load(factory) {
      try {
        const reward = run(factory);
        if (typeof reward === 'function') return '';
        return reward === undefined ? 'missing' : 'value:' + describe(reward);
      } catch (thrown) {
        return report(thrown);
      }
    },
    call(factory, measurement, contextJson) {
      try {
        const value = run(factory)(measurement, freeze(parse(contextJson)));
        return typeof value === 'number' ? value : 'value:' + describe(value);
      } catch (thrown) {
        return report(thrown);
      }
    },
  });
})()`;
