import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyField, historyKeymap, redo, undo } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Diagnostic } from '../../../engine/space/json/parse';
import { definitionJsonSchema } from '../../../engine/space/json/schema';
import { codeTheme, namedCode } from '../../shared/codeTheme';
import { membersAfter, placeAt, wordEnd } from './jsonPlace';
import { namesIn, type Schema, wordsAt } from './schemaWords';

/** What others may do with the editor. */
export interface SpaceCodeHandle {
  /** Puts the caret at a place, both from 1, and the focus into the editor. */
  jump(line: number, column: number): void;
  undo(): void;
  redo(): void;
  /** Another text, as one step that can be undone. */
  replace(text: string): void;
}

interface SpaceCodeProps {
  readonly ref: Ref<SpaceCodeHandle>;
  readonly first: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
  /** Ctrl+S or ⌘S. */
  readonly onSave: () => void;
}

const theme = EditorView.theme({
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0.4rem 0' },
  '.cm-diagnostic': { maxWidth: '28rem', fontFamily: 'var(--font)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--line)', color: 'var(--ink)', border: '0', padding: '0 0.4em' },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--policy)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--truth)' },
  { tag: tags.string, color: 'var(--ok)' },
]);

let held: Schema | null = null;

/** The schema of a space, made when it is first asked for. */
function spaceSchema(): Schema {
  held ??= definitionJsonSchema();
  return held;
}

function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const typed = context.matchBefore(/"?[\w-]*/);
  if (typed === null) return null;
  const place = placeAt(text, typed.from + (typed.text.startsWith('"') ? 1 : 0));
  if (place === null || (typed.text === '' && !context.explicit)) return null;
  const from = place.quote ?? typed.from;
  const to = wordEnd(text, context.pos, place.quote !== null);
  const words = wordsAt(spaceSchema(), place, membersAfter(text, to), namesIn(text));
  if (words.length === 0) return null;
  const colon = place.writes === 'name' && !/^\s*:/.test(text.slice(to, to + 40)) ? ': ' : '';
  return {
    from,
    to,
    filter: false,
    options: words
      .filter(({ insert }) => place.quote === null || insert.startsWith('"'))
      .filter(({ label }) => label.toLowerCase().includes(typed.text.replaceAll('"', '').toLowerCase()))
      .map(({ label, insert, detail }) => ({ label, detail, apply: insert + colon })),
  };
}

/** What an editor that was closed leaves to the next one: text, caret and what can be undone. */
let kept: unknown = null;

function stateOf(first: string, extensions: readonly Extension[]): EditorState {
  const config = { doc: first, extensions: [...extensions] };
  if (kept === null) return EditorState.create(config);
  const state = EditorState.fromJSON(kept, config, { history: historyField });
  return state.doc.toString() === first ? state : EditorState.create(config);
}

/** A space's JSON with completion by the schema and its problems under the text. Tab leaves the editor, as everywhere on the page. */
export default function SpaceCode({ ref, first, diagnostics, onChange, onSave }: SpaceCodeProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const handlers = useRef({ onChange, onSave });
  handlers.current = { onChange, onSave };
  const start = useRef(first);

  useEffect(() => {
    if (host.current === null) return;
    const save = (): boolean => {
      handlers.current.onSave();
      return true;
    };
    const editor = new EditorView({
      parent: host.current,
      state: stateOf(start.current, [
        Prec.highest(keymap.of([{ key: 'Mod-s', run: save, preventDefault: true }])),
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete], icons: false }),
        json(),
        syntaxHighlighting(highlight),
        theme,
        codeTheme,
        EditorView.lineWrapping,
        namedCode('Search space as JSON'),
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) handlers.current.onChange(update.state.doc.toString());
        }),
      ]),
    });
    view.current = editor;
    return () => {
      view.current = null;
      kept = editor.state.toJSON({ history: historyField });
      editor.destroy();
    };
  }, []);

  useImperativeHandle(ref, () => ({
    jump: (line, column) => {
      const editor = view.current;
      if (editor === null) return;
      const at = offsetOf(editor.state, line, column);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      editor.focus();
    },
    undo: () => {
      if (view.current !== null) undo(view.current);
    },
    redo: () => {
      if (view.current !== null) redo(view.current);
    },
    replace: (text) => {
      const editor = view.current;
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
  }));

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const marks = diagnostics.map(({ line, column, severity, message, remedy }) => {
      const from = offsetOf(editor.state, line, column);
      return { from, to: endOf(editor.state, from), severity, message: `${message} ${remedy}` };
    });
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [diagnostics]);

  return <div className="space-code" ref={host} />;
}

function offsetOf({ doc }: EditorState, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}

/** The end of the word, number or text in quotes that starts at an offset. */
function endOf({ doc }: EditorState, from: number): number {
  const line = doc.lineAt(from);
  const word = /^(?:"(?:[^"\\]|\\.)*"?|[\w.+-]+|\S)/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
  return from + word;
}
