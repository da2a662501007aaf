import { testNewsdesk } from '../contracts/newsdesk.ts';
import { openSlackChat } from '../support/chat/slack.ts';

testNewsdesk('Slack', openSlackChat);
