import { answer, explain, type Realm, type Reply, type Request } from './realm';

/** The functions that a page module of a bench exports: its realm, as browserRealm.ts asks it. */
export function servePage<Options, Task>(make: (options: Options) => Promise<Realm<Task>>) {
  let realm: Realm<Task> | null = null;
  return {
    async open(options: Options): Promise<Reply> {
      try {
        realm = await make(options);
        return { engine: realm.engine };
      } catch (thrown) {
        return { error: explain(thrown) };
      }
    },
    async ask(request: Request): Promise<Reply> {
      if (realm === null) return { error: 'open() has not been called' };
      try {
        return await answer(realm, request);
      } catch (thrown) {
        return { error: explain(thrown) };
      }
    },
  };
}
