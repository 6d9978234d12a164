// What pages do beyond their markup: they say what a swap has brought, show that work goes on, and keep the focus.
// Everything works without it; it evaluates nothing and asks nobody else.

const WAIT_MS = 300;

/** Say something politely; the same words twice are said twice. */
export function say(words) {
  const live = document.getElementById("live");
  if (!live || !words) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

/** The place that a request will change. */
function target(event) {
  const found = event.detail?.ctx?.target;
  return found instanceof Element ? found : event.target instanceof Element ? event.target : null;
}

const waiting = new Map();
let bar = null;

function begin(event) {
  const place = target(event);
  if (!place || event.target.closest?.(".working, .job")) return;
  place.setAttribute("aria-busy", "true");
  waiting.set(place, { from: keyOf(document.activeElement), timer: setTimeout(show, WAIT_MS) });
}

function show() {
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "progress-line";
    bar.setAttribute("aria-hidden", "true");
    document.body.append(bar);
  }
  bar.hidden = false;
  say(document.body.dataset.working);
}

function end(event) {
  const place = target(event);
  for (const [one, it] of waiting) {
    if (one !== place && one.isConnected) continue;
    clearTimeout(it.timer);
    one.removeAttribute("aria-busy");
    waiting.delete(one);
    if (bar) bar.hidden = true;
    if (one.id) settle(one.id, it.from);
  }
}

/** How an element is found again after it was replaced: by its id, or by its name within its form. */
function keyOf(element) {
  if (!element || element === document.body) return null;
  return { id: element.id, name: element.getAttribute("name"), isButton: element.tagName === "BUTTON" };
}

/** After a swap the focus stays where it was; where that is gone, it goes to the new heading. What is new is said. */
function settle(id, from) {
  const place = document.getElementById(id);
  if (!place) return;
  const isLost = document.activeElement === document.body || !document.activeElement?.isConnected;
  if (isLost && from) {
    const same = from.id ? document.getElementById(from.id) : null;
    const next = same ?? place.querySelector("h1, h2");
    if (next) {
      if (!next.hasAttribute("tabindex") && !same) next.setAttribute("tabindex", "-1");
      next.focus({ preventScroll: Boolean(same) });
    }
  }
  if (place.getAttribute("role") !== "status") {
    say(place.querySelector("[data-said]")?.textContent.trim() || place.querySelector("h1")?.textContent.trim());
  }
}

document.addEventListener("htmx:before:request", begin);
document.addEventListener("htmx:finally:request", end);
document.addEventListener("htmx:error", end);

// Weights: the slider and the number go together; shares and sum follow at once.
function weigh(form) {
  const fields = [...form.querySelectorAll("input[type=number]")];
  const numbers = fields.map((it) => Math.max(0, Number.parseFloat(it.value) || 0));
  const sum = numbers.reduce((a, b) => a + b, 0);
  const language = document.documentElement.lang;
  form.querySelectorAll("[data-share]").forEach((it, n) => {
    it.textContent = sum ? new Intl.NumberFormat(language, { style: "percent" }).format(numbers[n] / sum) : "–";
  });
  const total = form.querySelector("[data-sum]");
  if (total) total.textContent = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(sum);
  const button = form.querySelector("button");
  if (button) button.disabled = sum === 0;
}

function wake(root) {
  root.querySelectorAll("[data-weights] input[type=range][hidden]").forEach((it) => { it.hidden = false; });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-weights]");
  if (!form) return;
  if (event.target.type === "range") document.getElementById(event.target.dataset.for).value = event.target.value;
  else {
    const slide = form.querySelector(`[data-for="${CSS.escape(event.target.id)}"]`);
    if (slide) slide.value = event.target.value;
  }
  weigh(form);
});

// An open menu closes with Escape and with a click beside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((it) => { if (!it.contains(event.target)) it.open = false; });
});

wake(document);
document.addEventListener("htmx:after:swap", () => wake(document));
