import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { codeTheme, namedCode } from '../../shared/codeTheme';
import { type Fact, factsAfter, parameterNames } from './facts';

export interface Mark {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface CodeEditorProps {
  readonly value: string;
  readonly mark: Mark | null;
  readonly onChange: (value: string) => void;
  /** Ctrl+Enter or ⌘Enter. */
  readonly onSubmit: () => void;
}

const theme = EditorView.theme({
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0.5rem 0' },
  '.cm-completionInfo': { maxWidth: '20rem', padding: '0.4rem 0.6rem', fontFamily: 'var(--font)' },
  '.cm-hover-fact': { maxWidth: '22rem', padding: '0.4rem 0.6rem', fontFamily: 'var(--font)' },
});

const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--policy)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--truth)' },
  { tag: [tags.string, tags.regexp], color: 'var(--ok)' },
  { tag: tags.comment, color: 'var(--faint)' },
  { tag: [tags.typeName, tags.className], color: 'var(--soft)' },
]);

/** The dotted expression that ends at an offset of the text. */
function expressionBefore(text: string): string {
  return (
    /([\w$]+(?:\??\.[\w$]+(?:\([^()]*\))?|\[[^\]]*\]|!)*)\??\.$/.exec(text)?.[1]?.replaceAll('?.', '.').replaceAll('!', '') ?? ''
  );
}

function complete(context: CompletionContext): CompletionResult | null {
  const source = context.state.doc.toString();
  const word = context.matchBefore(/[\w$]*/);
  if (word === null) return null;
  const before = source.slice(0, word.from);
  if (before.endsWith('.')) {
    const facts = factsAfter(expressionBefore(before), source);
    if (facts === null) return null;
    const options: Completion[] = Object.entries(facts).map(([label, fact]) => ({
      label,
      type: 'property',
      detail: fact.type,
      info: fact.text,
    }));
    return { from: word.from, options, validFor: /^[\w$]*$/ };
  }
  if (word.from === word.to && !context.explicit) return null;
  const [m, ctx] = parameterNames(source);
  return {
    from: word.from,
    options: [
      { label: m, type: 'variable', detail: 'Measurement', info: 'What the child showed.' },
      { label: ctx, type: 'variable', detail: 'RewardContext', info: 'What is known of the run.' },
      ...['Math.max', 'Math.min', 'Math.log', 'Math.exp', 'Math.abs', 'Math.sqrt', 'Math.pow'].map((label) => ({
        label,
        type: 'function',
      })),
    ],
    validFor: /^[\w$.]*$/,
  };
}

/** Explains the fact under the pointer. */
const factTooltip = hoverTooltip((view, position) => {
  const line = view.state.doc.lineAt(position);
  for (const match of line.text.matchAll(/[\w$]+/g)) {
    const from = line.from + match.index;
    const to = from + match[0].length;
    if (position < from || position > to) continue;
    const source = view.state.doc.toString();
    const facts = factsAfter(expressionBefore(source.slice(0, from)), source);
    const fact = facts !== null && Object.hasOwn(facts, match[0]) ? facts[match[0]] : undefined;
    return fact === undefined ? null : { pos: from, end: to, create: () => ({ dom: factElement(match[0], fact) }) };
  }
  return null;
});

function factElement(name: string, fact: Fact): HTMLElement {
  const element = document.createElement('div');
  element.className = 'cm-hover-fact';
  const head = document.createElement('code');
  head.textContent = `${name}: ${fact.type}`;
  const text = document.createElement('div');
  text.textContent = fact.text;
  element.append(head, text);
  return element;
}

/** TypeScript with completion of what a reward may read. Tab leaves the editor, as everywhere on the page. */
export default function CodeEditor({ value, mark, onChange, onSubmit }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const handlers = useRef({ onChange, onSubmit });
  handlers.current = { onChange, onSubmit };
  const first = useRef(value);

  useEffect(() => {
    if (host.current === null) return;
    const submit = (): boolean => {
      handlers.current.onSubmit();
      return true;
    };
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: submit }])),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [complete], icons: false }),
          factTooltip,
          javascript({ typescript: true }),
          syntaxHighlighting(highlight),
          theme,
          codeTheme,
          EditorView.lineWrapping,
          namedCode('Code of the reward'),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) handlers.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const { doc } = editor.state;
    if (mark === null) {
      editor.dispatch(setDiagnostics(editor.state, []));
      return;
    }
    const line = doc.line(Math.min(Math.max(1, mark.line), doc.lines));
    const from = Math.min(line.from + Math.max(0, mark.column - 1), line.to);
    const word = /^[\w$]+|^\S/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
    editor.dispatch(setDiagnostics(editor.state, [{ from, to: from + word, severity: 'error', message: mark.message }]));
  }, [mark]);

  return <div className="rew-code" ref={host} />;
}
