// Brings the page to life: a player for each file, and the files one after another into the page.

import { Player } from './player.js';

const MOST = 200e6; // bytes that a phone's page is trusted to hold

const all = [...document.querySelectorAll('.workout')].map((element) => new Player(element));
let held = 0;
for (const player of all) {
  held += player.size;
  if (held <= MOST) await player.keep();
  else player.stream();
}
