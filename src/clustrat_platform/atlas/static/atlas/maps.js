// Maps for the keyboard: one tab stop, arrows to the neighbouring region, Enter opens it, Escape dismisses its words.
// The table beside a map stays the equal way; without script its regions are plain links, or words in the table.

const AHEAD = 0.5;

/** The neighbour in a direction: near, and more ahead than aside. */
export function neighbour(from, others, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const other of others) {
    const x = other.x - from.x;
    const y = other.y - from.y;
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead <= 0 || ahead < aside * AHEAD) continue;
    const far = ahead + 2 * aside;
    if (far < least) { least = far; best = other; }
  }
  return best;
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The spot of an element on the screen. */
function spot(element) {
  const box = element.getBoundingClientRect();
  return { element, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** One tab stop among elements; arrows go on to the neighbour. */
function rove(box, items, tell) {
  let here = items.find((it) => it.matches("[data-here]")) ?? items[0];
  items.forEach((it) => it.setAttribute("tabindex", it === here ? "0" : "-1"));
  const go = (to) => {
    here.setAttribute("tabindex", "-1");
    here = to;
    here.setAttribute("tabindex", "0");
    here.focus();
  };
  box.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step && items.includes(event.target)) {
      event.preventDefault();
      const spots = items.filter((it) => it !== event.target && it.getClientRects().length).map(spot);
      const next = neighbour(spot(event.target), spots, step);
      if (next) go(next.element);
    } else if (event.key === "Home" || event.key === "End") {
      if (!items.includes(event.target)) return;
      event.preventDefault();
      go(event.key === "Home" ? items[0] : items[items.length - 1]);
    } else if (event.key === "Escape") tell?.(null);
  });
  box.addEventListener("focusin", (event) => { if (items.includes(event.target)) { here = event.target; } });
}

/** The words of a region beside it: on focus and under the pointer, dismissed with Escape. */
function tooltip(box) {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  box.append(tip);
  return (element, words) => {
    tip.hidden = !element;
    if (!element) return;
    tip.textContent = words;
    const at = element.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    const left = Math.min(Math.max(at.x - frame.x + at.width / 2, 0), Math.max(frame.width - tip.offsetWidth - 8, 0));
    tip.style.setProperty("left", `${left}px`);
    tip.style.setProperty("top", `${at.bottom - frame.y + 6}px`);
  };
}

/** Regions of a drawn map: groups and shapes whose title ends with a code, as our maps write it. */
function regions(svg) {
  const found = [];
  for (const title of svg.querySelectorAll("title")) {
    const shape = title.parentElement;
    const code = / \(([A-Z]{2}[A-Z0-9]{1,3})\)/.exec(title.textContent)?.[1];
    if (shape === svg || !code) continue;
    found.push({ shape, code, words: title.textContent });
    title.remove(); // the words stand in aria-label and in the tip; a second tooltip of the browser would cover it
  }
  return found;
}

function drawn(figure) {
  const svg = figure.querySelector("svg");
  const box = figure.querySelector(".canvas");
  if (!svg || !box || box.dataset.woken) return;
  const found = regions(svg);
  if (found.length < 2) return;
  box.dataset.woken = "yes";
  box.removeAttribute("tabindex");
  svg.setAttribute("role", "group");
  const show = tooltip(figure);
  const here = location.pathname.split("/")[3];
  for (const it of found) {
    it.shape.setAttribute("role", "link");
    // Who speaks to the computer says what stands on the tile: it is part of the name.
    const shown = [...it.shape.querySelectorAll("text")].map((text) => {
      text.setAttribute("aria-hidden", "true");
      text.after(" ");
      return text.textContent.trim();
    });
    it.shape.setAttribute("aria-label", shown.length ? `${shown.join(" ")}, ${it.words}` : it.words);
    it.shape.classList.add("region");
    if (it.code === here) it.shape.dataset.here = "yes";
    const open = () => { location.href = figure.dataset.open.replace("CODE", it.code); };
    it.shape.addEventListener("focus", () => show(it.shape, it.words));
    it.shape.addEventListener("blur", () => show(null));
    it.shape.addEventListener("pointerenter", () => show(it.shape, it.words));
    it.shape.addEventListener("click", open);
    it.shape.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); open(); } });
  }
  figure.addEventListener("pointerleave", () => show(null));
  rove(svg, found.map((it) => it.shape), show);
}

/** Tiles of links: the same way through them, where they stand as a map. */
function tiles(box) {
  if (box.dataset.woken) return;
  box.dataset.woken = "yes";
  const links = [...box.querySelectorAll("a")];
  const asMap = matchMedia("(min-width: 62rem)");
  if (links.length > 1 && asMap.matches) rove(box, links);
}

function wake() {
  document.querySelectorAll("figure[data-map]").forEach(drawn);
  document.querySelectorAll("[data-tiles]").forEach(tiles);
}

wake();
document.addEventListener("htmx:after:swap", wake);
