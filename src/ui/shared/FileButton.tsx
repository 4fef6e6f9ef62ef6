interface FileButtonProps {
  readonly label: string;
  readonly isPrimary?: boolean;
  /** Called with the file that was chosen. */
  readonly onFile: (file: File) => void;
}

/** A button that asks for one JSON file. */
export function FileButton({ label, isPrimary = false, onFile }: FileButtonProps) {
  return (
    <label className={isPrimary ? 'button primary file-button' : 'button file-button'}>
      {label}
      <input
        className="sr-only"
        type="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) onFile(file);
          // The same file may be chosen again, after a failure for example.
          target.value = '';
        }}
      />
    </label>
  );
}
