// The form of an interview away from the network: shows what is asked, keeps what is typed on this device until it is saved, saves a file.
"use strict";
(() => {
  const form = document.querySelector("form");
  const start = JSON.parse(document.getElementById("form").textContent);
  const key = `clustrat-form-${start.interview}`;
  const said = document.getElementById("said");
  const value = (code) => {
    const field = form.elements[code];
    return field ? field.value : "";
  };
  const isAsked = (item) => {
    if (!item.only_if) return true;
    const earlier = start.items.find((it) => it.code === item.only_if.code);
    return Boolean(earlier) && item.only_if.is.includes(value(earlier.code)) && isAsked(earlier);
  };
  const show = () => {
    for (const item of start.items) document.getElementById(`q-${item.code}`).hidden = !isAsked(item);
  };
  const filled = () => ({
    ...start,
    consent_given_on: value("consent_given_on"),
    held_on: value("held_on"),
    answers: Object.fromEntries(start.items.map((item) => [item.code, isAsked(item) ? value(item.code) : ""])),
  });
  const keep = () => {
    try { localStorage.setItem(key, JSON.stringify(filled())); } catch { /* a browser may forbid it; the file is what counts */ }
  };
  const fill = (kept) => {
    for (const name of ["consent_given_on", "held_on"]) form.elements[name].value = kept[name] || "";
    for (const item of start.items) {
      const field = form.elements[item.code];
      if (field) field.value = kept.answers[item.code] ?? "";
    }
  };
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { kept = null; }
  fill(kept && kept.questionnaire_sha256 === start.questionnaire_sha256 ? kept : start);
  show();
  form.addEventListener("input", () => { show(); keep(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const blob = new Blob([JSON.stringify(filled(), null, 1)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `interview-${start.interview}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    said.hidden = false;
  });
  document.getElementById("forget").addEventListener("click", () => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    fill(start);
    show();
  });
})();
