import { createInterface } from 'node:readline';
import { parentPort, workerData } from 'node:worker_threads';
import { answer, explain, type Realm, type Reply, type Request } from './realm';

/** Opens a realm and answers its requests, one after the other, over whatever channel there is. */
async function serve<Task>(
  open: () => Promise<Realm<Task>>,
  send: (reply: Reply) => void,
  listen: (take: (request: Request) => void) => void,
): Promise<void> {
  try {
    const realm = await open();
    let last: Promise<void> = Promise.resolve();
    listen((request) => {
      last = last.then(async () => {
        try {
          send(await answer(realm, request));
        } catch (thrown) {
          send({ error: explain(thrown) });
        }
      });
    });
    send({ engine: realm.engine });
  } catch (thrown) {
    send({ error: explain(thrown) });
  }
}

/**
 * Makes this process a realm: a JSON request a line on stdin, a JSON reply a line on stdout, nothing else there. It ends
 * when stdin does. Its first argument is the JSON that open is given.
 */
export function serveProcess<Options, Task>(open: (options: Options) => Promise<Realm<Task>>): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? 'null') as Options;
  const send = (reply: Reply): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);
  return serve(
    () => open(options),
    send,
    (take) => createInterface({ input: process.stdin }).on('line', (line) => take(JSON.parse(line) as Request)),
  );
}

/** Makes this worker thread a realm. Its data is what open is given. */
export function serveThread<Options, Task>(open: (options: Options) => Promise<Realm<Task>>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file is a worker thread of a bench, not a program of its own.');
  return serve(
    () => open(workerData as Options),
    (reply) => port.postMessage(reply),
    (take) => port.on('message', take),
  );
}
