import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger, Heading } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';

/** Everything that opens over the page, in one chunk of its own: the first picture needs none of it. */

export interface MenuEntry {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly shortcut?: string;
  /** Heading under which it stands with those beside it of the same one. */
  readonly section?: string;
}

export interface PopupMenuProps {
  readonly label: string;
  readonly className: string;
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly selected?: string;
  readonly isDisabled?: boolean;
  /** Opened and focused as soon as it is there: the press came before the code. */
  readonly isWanted?: boolean;
  readonly isFocused?: boolean;
  readonly onChoose: (id: string) => void;
}

export function PopupMenu(props: PopupMenuProps) {
  const {
    label,
    className,
    trigger,
    entries,
    selected,
    isDisabled = false,
    isWanted = false,
    isFocused = false,
    onChoose,
  } = props;
  const selection =
    selected === undefined ? {} : { selectionMode: 'single' as const, selectedKeys: [selected], disallowEmptySelection: true };
  return (
    <MenuTrigger defaultOpen={isWanted}>
      <Button className={className} aria-label={label} isDisabled={isDisabled} autoFocus={isFocused}>
        {trigger}
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu" aria-label={label} onAction={(key) => onChoose(String(key))} {...selection}>
          {sectionsOf(entries).map(({ title, members }) =>
            title === null ? (
              members.map(menuItem)
            ) : (
              <MenuSection key={title}>
                <Header className="menu-section">{title}</Header>
                {members.map(menuItem)}
              </MenuSection>
            ),
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function menuItem(entry: MenuEntry) {
  return (
    <MenuItem key={entry.id} id={entry.id} className="menu-item" textValue={entry.title}>
      <Text slot="label" className="menu-title">
        {entry.title}
      </Text>
      {entry.shortcut === undefined ? null : <kbd>{entry.shortcut}</kbd>}
      {entry.note === undefined ? null : (
        <Text slot="description" elementType="small">
          {entry.note}
        </Text>
      )}
    </MenuItem>
  );
}

/** Entries under their headings, in the order in which headings come first; those without one each for itself. */
function sectionsOf(
  entries: readonly MenuEntry[],
): readonly { readonly title: string | null; readonly members: readonly MenuEntry[] }[] {
  const sections: { readonly title: string | null; readonly members: MenuEntry[] }[] = [];
  for (const entry of entries) {
    const title = entry.section ?? null;
    const known = title === null ? undefined : sections.find((section) => section.title === title);
    if (known === undefined) sections.push({ title, members: [entry] });
    else known.members.push(entry);
  }
  return sections;
}

export interface PopupPanelProps {
  readonly label: string;
  readonly className: string;
  readonly trigger: ReactNode;
  readonly isDisabled?: boolean;
  readonly isWanted?: boolean;
  readonly isFocused?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small dialogue beside it. */
export function PopupPanel(props: PopupPanelProps) {
  const { label, className, trigger, isDisabled = false, isWanted = false, isFocused = false, children } = props;
  return (
    <DialogTrigger defaultOpen={isWanted}>
      <Button className={className} aria-label={label} isDisabled={isDisabled} autoFocus={isFocused}>
        {trigger}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="popover-body" aria-label={label}>
          {({ close }) => children(close)}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export interface PopupDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function PopupDialog({ title, isOpen, onClose, children }: PopupDialogProps) {
  return (
    <ModalOverlay className="modal-back" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="popover">
        <Dialog className="popover-body">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          {children}
          <p className="dialog-end">
            <Button className="button" onPress={onClose}>
              Close
            </Button>
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
