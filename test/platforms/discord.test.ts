import { testNewsdesk } from '../contracts/newsdesk.ts';
import { openDiscordChat } from '../support/chat/discord.ts';

testNewsdesk('Discord', openDiscordChat);
