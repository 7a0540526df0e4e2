// What plot.js says of the points under the pointer.
"use strict";
const tips = (() => {
  const { number } = scales;
  /** Points nearer than that to the pointer are told, as a difference of logarithms. */
  const NEAR = 0.12;

  const finite = (v) => v !== null && Number.isFinite(v);
  const hasInterval = (p) => finite(p.low) && finite(p.high) && p.low < p.high;

  /** What is under the pointer, in words; nodes rather than markup, because names may hold anything. */
  function of(data, category) {
    const unit = data.y.unit === "" ? "" : ` ${data.y.unit}`;
    return {
      trigger: "axis", confine: true, backgroundColor: "var(--paper)", borderColor: "var(--rule)",
      axisPointer: { type: category ? "none" : "line", lineStyle: { color: "var(--muted)" }, label: { show: false } },
      textStyle: { ...scales.font, color: "var(--ink)" },
      formatter: (items) => {
        const box = document.createElement("div");
        box.className = "tip";
        const place = category ? items[0].data[0] : items[0].axisValue;
        box.appendChild(document.createElement("strong")).textContent = headOf(data, category, place);
        for (const s of data.series) {
          const p = category ? s.points.find((q) => q.x === place) : nearest(s.points, place, data.x.scale === "LOG");
          if (!p || !finite(p.y)) continue;
          const known = hasInterval(p) ? `  [${number(p.low)} to ${number(p.high)}]` : "";
          box.appendChild(document.createElement("div")).textContent = `${s.name}: ${number(p.y)}${unit}${known}`;
        }
        return box;
      },
    };
  }

  function headOf(data, category, place) {
    if (category) return data.x.categories[place] ?? "";
    const x = data.x.scale === "LOG" ? 10 ** place : place;
    if (data.ticks === "PERCENTILE") return scales.percentile(x);
    return data.x.unit === "" ? number(x) : `${number(x)} ${data.x.unit}`;
  }

  function nearest(points, place, log) {
    const far = (p) => Math.abs((log ? Math.log10(p.x) : p.x) - place);
    const best = points.filter((p) => finite(p.x) && (!log || p.x > 0))
      .reduce((a, b) => (a === null || far(b) < far(a) ? b : a), null);
    return best !== null && log && far(best) > NEAR ? null : best;
  }

  return { of, finite, hasInterval };
})();
