import type { types } from '@slack/bolt';
import type { Host } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';
import type { Workspace } from './installations.ts';
import { renderReply } from './render.ts';

const HOME_BLOCKS = 100;

/** A workspace's page as the home tab shows it. */
export function homeView(page: Reply): types.HomeView {
  return { type: 'home', blocks: renderReply(page, HOME_BLOCKS).blocks };
}

/**
 * Shows a person their workspace's page.
 * @throws what the Web API and the host throw
 */
export async function publishHome(workspace: Workspace, person: string, host: Host): Promise<void> {
  const page = await host.home({ platform: 'slack', workspace: workspace.team });
  await workspace.client.views.publish({ user_id: person, view: homeView(page) });
}
