import { useId } from 'react';
import { SPACE_ENTRIES, spaceById } from '../../../engine/space/catalogue';
import { parseSpaceId, type SpaceIdParts, spaceId, TRAINING_SUFFIX } from '../../../engine/space/spaceId';
import type { SpaceEntry } from '../../../engine/space/types';

interface SpacePickerProps {
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (id: string) => void;
}

/** 1234567 -> '1.23 × 10⁶'; small sizes exactly; null: no number of points can be given. */
export function sizeText(size: bigint | null): string {
  if (size === null) return 'not to be counted (it has continuous decisions)';
  const digits = size.toString();
  if (digits.length <= 9) return `${Number(size).toLocaleString('en')} points`;
  const power = [...String(digits.length - 1)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits[0]}.${digits.slice(1, 3)} × 10${power} points`;
}

/** The parts of an id that may name no space; a person's own space has no entry. */
function partsOf(id: string): SpaceIdParts | null {
  try {
    return parseSpaceId(id, SPACE_ENTRIES);
  } catch {
    return null;
  }
}

const shortTitle = (title: string): string => title.split(':')[0] ?? title;
const isFunction = (entry: SpaceEntry): boolean => spaceById(entry.id).value !== undefined;

/** Which space: the catalogue by what its points are, the options of the one chosen, and whether hyperparameters are searched with it. */
export function SpacePicker({ value, fault, onChange }: SpacePickerProps) {
  const id = useId();
  const parts = partsOf(value);
  const entry = SPACE_ENTRIES.find((one) => one.id === parts?.base);
  const write = (base: SpaceEntry, chosen: SpaceIdParts['chosen'], training: boolean): void =>
    onChange(`${spaceId(base, chosen)}${training ? TRAINING_SUFFIX : ''}`);
  const space = entry === undefined || parts === null || fault !== undefined ? null : spaceById(value);
  return (
    <div className="set-field set-space">
      <label htmlFor={id}>Search space</label>
      <div className="set-control">
        <select
          id={id}
          className="set-input"
          value={entry?.id ?? ''}
          aria-describedby={`${id}-help`}
          {...(fault === undefined ? {} : { 'aria-invalid': true })}
          onChange={(event) => {
            const next = SPACE_ENTRIES.find((one) => one.id === event.target.value);
            if (next !== undefined) write(next, {}, false);
          }}
        >
          {entry === undefined ? <option value="">{value}</option> : null}
          <optgroup label="Networks">
            {SPACE_ENTRIES.filter((one) => !isFunction(one)).map((one) => (
              <option key={one.id} value={one.id}>
                {shortTitle(one.title)}
              </option>
            ))}
          </optgroup>
          <optgroup label="Test functions">
            {SPACE_ENTRIES.filter(isFunction).map((one) => (
              <option key={one.id} value={one.id}>
                {shortTitle(one.title)}
              </option>
            ))}
          </optgroup>
        </select>
      </div>
      <p id={`${id}-help`} className="set-help">
        {fault === undefined ? null : <strong className="set-fault">{fault} </strong>}
        {space === null ? (
          'A space of your own: edit it under its panel.'
        ) : (
          <>
            {space.title}. {sizeText(space.size)}. <span className="set-range">From: {space.source}.</span>
          </>
        )}
      </p>
      {entry === undefined || parts === null
        ? null
        : entry.options.map((option) => (
            <label key={option.name} className="set-option">
              <span>{option.title}</span>
              <select
                className="set-input"
                value={String(parts.chosen[option.name] ?? option.standard)}
                onChange={(event) => {
                  const chosen = option.values.find((known) => String(known) === event.target.value);
                  if (chosen !== undefined) write(entry, { ...parts.chosen, [option.name]: chosen }, parts.training);
                }}
              >
                {option.values.map((known) => (
                  <option key={known} value={String(known)}>
                    {String(known)}
                  </option>
                ))}
              </select>
            </label>
          ))}
      {entry === undefined || parts === null || isFunction(entry) || entry.id === 'training' ? null : (
        <label className="set-option">
          <span>search learning rate, batch, dropout, optimiser and augmentation as well</span>
          <span className="switch">
            <input
              type="checkbox"
              checked={parts.training}
              onChange={(event) => write(entry, parts.chosen, event.target.checked)}
            />
          </span>
        </label>
      )}
    </div>
  );
}
