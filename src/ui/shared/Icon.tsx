const PATHS = {
  play: 'M4 2.5 13 8l-9 5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M3 3l7 5-7 5zM11 3h2v10h-2z',
  reset: 'M8 3a5 5 0 1 1-4.6 3l1.4.6A3.5 3.5 0 1 0 8 4.5V7L4 3.8 8 .5z',
  down: 'M3.5 6h9L8 10.8z',
  close: 'M3.7 2.6 8 6.9l4.3-4.3 1.1 1.1L9.1 8l4.3 4.3-1.1 1.1L8 9.1l-4.3 4.3-1.1-1.1L6.9 8 2.6 3.7z',
  dice: 'M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5zM3 3v10h10V3zM4.2 4.2h2v2h-2zM9.8 4.2h2v2h-2zM7 7h2v2H7zM4.2 9.8h2v2h-2zM9.8 9.8h2v2h-2z',
  sun: 'M8 4.7a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM7.3.5h1.4v2.5H7.3zM7.3 13h1.4v2.5H7.3zM.5 7.3h2.5v1.4H.5zM13 7.3h2.5v1.4H13zM2.2 3.2l1-1 1.8 1.8-1 1zM11 12l1-1 1.8 1.8-1 1zM12 5l-1-1 1.8-1.8 1 1zM5 12l-1.8 1.8-1-1L4 11z',
  moon: 'M6.2 1.6a6.5 6.5 0 1 0 8.2 8.2A5.6 5.6 0 0 1 6.2 1.6z',
  system: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3v10a5 5 0 0 0 0-10z',
  type: 'M1 13 4.7 3h1.6L10 13H8.4l-.9-2.6H3.5L2.6 13zM4 9h3L5.5 4.7zM11 13V6h1.5v1c.6-.8 1.3-1.2 2.5-1.1v1.4c-1.6-.1-2.5.7-2.5 2.4V13z',
  pen: 'M11.7 1.7l2.6 2.6-8.5 8.5-3.3.7.7-3.3zM4.5 11l-.3 1 1-.3 6.6-6.6-.7-.7z',
  help: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM7.2 10.5h1.5V12H7.2zM8 4.2c1.5 0 2.5.9 2.5 2.1 0 1-.6 1.5-1.2 2-.5.3-.6.5-.6 1.2H7.3c0-1.3.4-1.7 1-2.1.5-.4.7-.6.7-1 0-.5-.4-.8-1-.8s-1 .4-1 1H5.5c0-1.5 1-2.4 2.5-2.4z',
  log: 'M2 3h12v1.5H2zM2 7.2h12v1.5H2zM2 11.5h8V13H2z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decorative: the control it sits in carries the name. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fillRule="evenodd" />
    </svg>
  );
}
