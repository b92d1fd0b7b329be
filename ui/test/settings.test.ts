// The settings: backups and the network, on the twin.

import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, press, settle } from './world';

const button = (name: RegExp | string) => screen.getByRole('button', { name });

async function settings() {
  const world = await openWindow('library');
  press(',', { ctrlKey: true });
  await settle();
  return world;
}

describe('backups', () => {
  it('are listed with the day and size of the last verified one', async () => {
    await settings();
    expect(screen.getByText(/^Last verified /)).toBeTruthy();
    expect(screen.getAllByRole('button', { name: /^Go back to the backup of / }).length).toBe(3);
  });

  it('one is made at a press', async () => {
    const world = await settings();
    button('Back up now').click();
    await settle();
    await world.finish();
    expect(world.calls('back_up_now')).toEqual([{}]);
    expect(screen.getAllByRole('button', { name: /^Go back to the backup of / }).length).toBe(4);
  });

  it('going back asks first, and keeps what was there aside', async () => {
    const world = await settings();
    screen.getAllByRole('button', { name: /^Go back to the backup of / })[0]?.click();
    await settle();
    const question = within(screen.getByRole('alertdialog'));
    question.getByRole('button', { name: 'Stay' }).click();
    await settle();
    expect(world.calls('restore_backup')).toEqual([]);

    screen.getAllByRole('button', { name: /^Go back to the backup of / })[0]?.click();
    await settle();
    within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Go back' }).click();
    await settle();
    await world.finish();
    expect(world.calls('restore_backup').length).toBe(1);
    expect(screen.getByText('Kept aside')).toBeTruthy();
    screen.getByRole('button', { name: /^Delete what was kept aside/ }).click();
    await settle();
    expect(screen.queryByText('Kept aside')).toBeNull();
  });
});

describe('the network', () => {
  it('lists hosts, and for each its articles', async () => {
    const world = await settings();
    screen.getByRole('tab', { name: 'Network' }).click();
    await settle();
    const page = within(screen.getByRole('tabpanel'));
    const hosts = page.getAllByRole('button', { expanded: false });
    expect(hosts.length).toBeGreaterThan(3);
    hosts[0]?.click();
    await settle();
    const open = page.getByRole('button', { expanded: true });
    const article = open.parentElement?.querySelector<HTMLButtonElement>('.articles button');
    article?.click();
    await settle();
    expect(world.app.dialog).toBeNull();
    expect(world.app.reader.id).not.toBeNull();
  });

  it('forgets an address of the own network', async () => {
    const world = await settings();
    screen.getByRole('tab', { name: 'Network' }).click();
    await settle();
    button(/^Forget http/).click();
    await settle();
    expect(world.calls('forget_origin').length).toBe(1);
    expect(screen.queryByRole('button', { name: /^Forget http/ })).toBeNull();
  });
});

describe('an archive that cannot be written', () => {
  it('says so, and leads to the backups where it is damaged', async () => {
    const world = await openWindow('damaged');
    expect(screen.getByText('The archive’s file is damaged')).toBeTruthy();
    button('Backups…').click();
    await settle();
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy();
    screen.getAllByRole('button', { name: /^Go back to the backup of / })[0]?.click();
    await settle();
    within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Go back' }).click();
    await settle();
    await world.finish();
    expect(screen.queryByText('The archive’s file is damaged')).toBeNull();
  });

  it('has what can be read of it salvaged', async () => {
    const world = await openWindow('damaged');
    button('Salvage what can be read').click();
    await settle();
    await world.finish();
    expect(world.calls('salvage')).toEqual([{}]);
    expect(screen.getByText(/articles salvaged, 2 could not be read/)).toBeTruthy();
    expect(screen.queryByText('The archive’s file is damaged')).toBeNull();
  });

  it('is there without a single entry where nothing of it can be read', async () => {
    const world = await openWindow('unreadable');
    expect(screen.getByText(/^Nothing of it can be shown as it is/)).toBeTruthy();
    expect(button('Backups…')).toBeTruthy();
    button('Salvage what can be read').click();
    await settle();
    await world.finish();
    expect(world.calls('salvage')).toEqual([{}]);
  });

  it('says that it is only looked at', async () => {
    await openWindow('looks');
    expect(screen.getByText('The archive’s folder cannot be written')).toBeTruthy();
  });

  it('says why saving has stopped and what is missing', async () => {
    await openWindow('full');
    expect(screen.getByText(/the disk is full, and 120\sMB more are needed/)).toBeTruthy();
  });
});
