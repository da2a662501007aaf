// @ts-check
import { startBox } from './box.js';
import { startRoom } from './room.js';
import { showLocalTimes } from './times.js';

showLocalTimes(document);
startRoom();
startBox();
