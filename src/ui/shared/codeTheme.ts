import { EditorView } from '@codemirror/view';

/** What the page's editors look like alike; each adds its own. Loaded with an editor only. */
export const codeTheme = EditorView.theme({
  '&': { height: '100%', fontSize: '0.95em', backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  // The box around it shows the focus: the editor's own outline would lie under its gutter.
  '&.cm-focused': { outline: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: '0', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--policy-3)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--panel)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.15rem 0.5rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--policy-3)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--soft)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--policy-3) !important', outline: '1px solid var(--policy-2)' },
});

/** The text of an editor under its name. tabindex: an editable text has it anyway, but not in the eyes of all that look for it. */
export const namedCode = (label: string) =>
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' });
