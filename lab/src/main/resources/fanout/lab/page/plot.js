// Draws the data of each figure.plot with Apache ECharts, as SVG. Colours are CSS variables, so that a change between
// light, dark and print needs no redrawing. Logarithmic axes are linear axes of exponents: ECharts' own are rounded to
// powers of ten, which leaves most of a plot empty.
"use strict";
(() => {
  const TENTHS = 10;
  const INK = "var(--ink)", MUTED = "var(--muted)", RULE = "var(--rule)", PAPER = "var(--paper)";
  const family = getComputedStyle(document.body).fontFamily;
  const FONT = { fontFamily: family, fontSize: 12.5, color: MUTED };
  const superscript = (n) => String(n).replace(/[-0-9]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));

  function number(value) {
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e9 || size < 1e-4)) {
      const exponent = Math.floor(Math.log10(size) + 1e-9);
      const factor = Number((value / 10 ** exponent).toPrecision(3));
      return (factor === 1 ? "" : factor + " × ") + "10" + superscript(exponent);
    }
    return value.toLocaleString("en", { maximumSignificantDigits: 4, useGrouping: true });
  }

  // Per cent of a quantile whose 1 / (1 - q) is 10^decade: 0, 90, 99, 99.9, …
  const percentile = (decade) => decade === 0 ? "0 %" : Number((100 - 100 / 10 ** decade).toFixed(8)) + " %";

  /** A continuous axis: how values become positions, which range is seen, and what ECharts is told of it. */
  function scaleOf(axis, ticks, values, fromZero) {
    if (axis.scale === "LOG") {
      const seen = values.filter((v) => v > 0);
      const exponents = seen.length > 0 ? seen.map(Math.log10) : [0, 1];
      const least = Math.min(...exponents), most = Math.max(...exponents);
      const decades = most - least;
      const step = decades > 12 ? Math.ceil(decades / 8) : 1 / TENTHS;
      const low = step >= 1 ? Math.floor(least) : Math.floor(least * TENTHS - 0.3) / TENTHS;
      const high = step >= 1 ? low + step * Math.ceil((most - low) / step) : Math.ceil(most * TENTHS + 0.3) / TENTHS;
      const fine = decades <= 2.2, medium = decades <= 3.3;
      // 0.3 and 0.7 are the exponents of 2 and 5 to less than a pixel.
      const nice = (e) => {
        const tenth = ((Math.round(e * TENTHS) % TENTHS) + TENTHS) % TENTHS;
        return step >= 1 || tenth === 0 || (ticks !== "PERCENTILE" && ((fine && tenth === 7) || (medium && tenth === 3) || (fine && tenth === 3)));
      };
      const label = (e) => {
        if (!nice(e)) return "";
        const floor = Math.floor(e + 1e-6);
        const tenth = step >= 1 ? 0 : Math.round((e - floor) * TENTHS);
        return ticks === "PERCENTILE" ? percentile(floor) : number((tenth === 3 ? 2 : tenth === 7 ? 5 : 1) * 10 ** floor);
      };
      const count = Math.round((high - low) / step) + 1;
      const colours = Array.from({ length: count }, (_, i) => nice(low + i * step) ? RULE : "transparent");
      return {
        at: (v) => (v > 0 ? Math.log10(v) : null),
        low,
        room: Math.max(...Array.from({ length: count }, (_, i) => wide(label(low + i * step)))),
        option: { type: "value", min: low, max: high, interval: step, axisLabel: { formatter: label }, splitLine: { lineStyle: { color: colours } } },
      };
    }
    const seen = values.length > 0 ? values : [0, 1];
    const least = Math.min(...seen, ...(fromZero ? [0] : [])), most = Math.max(...seen, ...(fromZero ? [0] : []));
    const step = niceStep(most > least ? (most - least) / 5 : Math.max(Math.abs(most), 1) / 5);
    const low = Math.floor(least / step + 1e-9) * step;
    const high = Math.max(Math.ceil(most / step - 1e-9), Math.round(low / step) + 1) * step;
    const count = Math.round((high - low) / step) + 1;
    return {
      at: (v) => v,
      low: fromZero ? Math.max(low, 0) : low,
      room: Math.max(...Array.from({ length: count }, (_, i) => wide(number(tidy(low + i * step))))),
      option: { type: "value", min: low, max: high, interval: step, axisLabel: { formatter: (v) => number(tidy(v)) }, splitLine: { lineStyle: { color: RULE } } },
    };
  }

  /** 1, 2 or 5 times a power of ten, not below a size. */
  function niceStep(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return [1, 2, 5, 10].find((factor) => factor * power >= size * (1 - 1e-9)) * power;
  }

  /** Without the dust of binary fractions. */
  const tidy = (value) => Number(value.toPrecision(12));

  const finite = (v) => v !== null && Number.isFinite(v);
  const hasInterval = (p) => finite(p.low) && finite(p.high) && p.low < p.high;

  /** Values an axis has to make room for. */
  function extent(series, along) {
    return series.flatMap((s) => s.points.flatMap((p) => (along === "x" ? [p.x] : [p.y, p.low, p.high]))).filter(finite);
  }

  function commonAxis(option, extra) {
    return {
      ...option,
      axisLine: { show: true, onZero: false, lineStyle: { color: MUTED } },
      axisTick: { show: false },
      ...extra,
      axisLabel: { ...FONT, hideOverlap: true, ...option.axisLabel, ...(extra && extra.axisLabel) },
    };
  }

  const still = { animation: false, emphasis: { disabled: true }, silent: true };

  function whiskers(s, points, place, flipped) {
    return {
      ...still, type: "custom", name: s.name, z: 3, data: points.map((p) => [p.px, p.pl, p.ph]), encode: flipped ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      renderItem: (params, api) => {
        const p = points[params.dataIndex];
        const [from, to] = place(api, p);
        const across = flipped ? [0, 4] : [4, 0];
        const stroke = { stroke: s.look.colour, lineWidth: 1.5, fill: "none" };
        const line = (a, b) => ({ type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: stroke });
        const cap = (c) => line([c[0] - across[0], c[1] - across[1]], [c[0] + across[0], c[1] + across[1]]);
        return { type: "group", children: [line(from, to), cap(from), cap(to)] };
      },
    };
  }

  function band(s, points) {
    return {
      ...still, type: "custom", name: s.name, z: 1, data: points.map((p) => [p.px, p.pl, p.ph]), encode: { x: 0, y: [1, 2] },
      renderItem: (params, api) => {
        if (params.dataIndex > 0) return null;
        const upper = points.map((p) => api.coord([p.px, p.ph]));
        const lower = points.map((p) => api.coord([p.px, p.pl])).reverse();
        return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill: s.look.colour, opacity: 0.18 } };
      },
    };
  }

  /** Lines over a continuous axis. */
  function lines(data, xs, ys) {
    const drawn = [];
    for (const s of data.series) {
      const points = s.points.filter((p) => finite(p.x) && finite(p.y)).map((p) => ({ ...p, px: xs.at(p.x), py: ys.at(p.y) }))
        .filter((p) => p.px !== null && p.py !== null);
      const known = points.filter(hasInterval).map((p) => ({ ...p, pl: ys.at(p.low) ?? ys.low, ph: ys.at(p.high) ?? ys.low }));
      const pairs = points.map((p) => [p.px, p.py]);
      const theory = s.kind === "THEORY", published = s.kind === "PUBLISHED";
      if (known.length > 40) drawn.push(band(s, known));
      else if (known.length > 0) drawn.push(whiskers(s, known, (api, p) => [api.coord([p.px, p.pl]), api.coord([p.px, p.ph])], false));
      if (published) {
        drawn.push({ ...still, type: "scatter", name: s.name, data: pairs, z: 5, symbol: "path://" + s.look.marker, symbolSize: [12, 13], itemStyle: { color: s.look.colour, borderColor: PAPER, borderWidth: 1 } });
        continue;
      }
      const dense = !theory && points.length > 40;
      if (dense) {
        const every = Math.ceil(pairs.length / 8), first = (data.series.indexOf(s) * 2) % every;
        drawn.push({ ...still, type: "scatter", name: s.name, data: pairs.filter((_, i) => i % every === first), z: 5, symbol: "path://" + s.look.marker, symbolSize: 10, itemStyle: { color: s.look.colour, borderColor: PAPER, borderWidth: 1 } });
      }
      const marked = !theory && points.length <= 40 || (theory && points.length === 1);
      drawn.push({
        ...still, type: "line", name: s.name, data: pairs, z: theory ? 2 : 4, showSymbol: marked, symbol: theory ? "circle" : "path://" + s.look.marker,
        symbolSize: 9, itemStyle: { color: s.look.colour, borderColor: PAPER, borderWidth: 1 },
        lineStyle: { color: s.look.colour, width: theory ? 1.75 : 2.25, type: s.look.dash.length > 0 ? s.look.dash : "solid" },
      });
    }
    return drawn;
  }

  /** Bars over categories, or dots where the values lie on a logarithmic axis, which has no zero for bars to stand on. */
  function bars(data, vs, flipped) {
    const count = data.x.categories.length;
    const standing = data.series.filter((s) => s.kind === "MEASURED" || s.kind === "WRONG_TWIN");
    const inCategory = (c) => standing.filter((s) => s.points.some((p) => p.x === c && finite(p.y)));
    const dots = data.y.scale === "LOG";
    const xy = (api, c, v) => api.coord(flipped ? [v, c] : [c, v]);
    const bandOf = (api) => Math.abs(flipped ? api.size([0, 1])[1] : api.size([1, 0])[0]);
    const shift = (point, by) => (flipped ? [point[0], point[1] + by] : [point[0] + by, point[1]]);
    const place = (s, c, api) => {
      const there = inCategory(c), room = bandOf(api) * 0.72, slot = Math.min(room / Math.max(1, there.length), 56);
      return { slot, by: (there.indexOf(s) - (there.length - 1) / 2) * slot };
    };
    const crowded = Array.from({ length: count }, (_, c) => inCategory(c).length).some((n) => n > 2) || (count > 12 && !flipped);
    const drawn = [];
    for (const s of data.series) {
      const points = s.points.filter((p) => finite(p.x) && finite(p.y)).map((p) => ({ ...p, py: vs.at(p.y) })).filter((p) => p.py !== null)
        .map((p) => ({ ...p, px: p.x, pl: hasInterval(p) ? vs.at(p.low) ?? vs.low : p.py, ph: hasInterval(p) ? vs.at(p.high) ?? vs.low : p.py }));
      const encode = flipped ? { x: 1, y: 0 } : { x: 0, y: 1 };
      const custom = (z, renderItem) => ({ ...still, type: "custom", name: s.name, z, encode, data: points.map((p) => [p.px, p.py]), renderItem: (params, api) => renderItem(points[params.dataIndex], api) });
      if (s.kind === "PUBLISHED" || s.kind === "THEORY") {
        drawn.push(custom(6, (p, api) => {
          const middle = xy(api, p.px, p.py), half = bandOf(api) * 0.42;
          if (s.kind === "PUBLISHED") {
            return { type: "path", x: middle[0], y: middle[1], shape: { pathData: s.look.marker }, style: { fill: s.look.colour, stroke: PAPER, lineWidth: 1 } };
          }
          const from = shift(middle, -half), to = shift(middle, half);
          return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: s.look.colour, lineWidth: 2, lineDash: s.look.dash, fill: "none" } };
        }));
        continue;
      }
      drawn.push(custom(2, (p, api) => {
        const { slot, by } = place(s, p.x, api);
        const top = shift(xy(api, p.px, p.py), by), foot = shift(xy(api, p.px, vs.low === null ? 0 : Math.max(vs.low, dots ? vs.low : 0)), by);
        const end = shift(xy(api, p.px, p.ph), by);
        const text = crowded ? [] : [{
          type: "text", style: {
            text: number(p.y), font: "600 12.5px " + family, fill: INK,
            x: flipped ? Math.max(end[0], top[0]) + 8 : top[0], y: flipped ? top[1] : Math.min(end[1], top[1]) - 5,
            textAlign: flipped ? "left" : "center", textVerticalAlign: flipped ? "middle" : "bottom", stroke: PAPER, lineWidth: 3,
          },
        }];
        if (dots) {
          return { type: "group", children: [{ type: "path", x: top[0], y: top[1], shape: { pathData: s.look.marker }, style: { fill: s.look.colour } }, ...text] };
        }
        const half = slot * 0.44;
        const shape = flipped ? { x: Math.min(foot[0], top[0]), y: top[1] - half, width: Math.abs(top[0] - foot[0]), height: 2 * half }
          : { x: top[0] - half, y: Math.min(top[1], foot[1]), width: 2 * half, height: Math.abs(foot[1] - top[1]) };
        const wrong = s.kind === "WRONG_TWIN";
        const style = wrong ? { fill: "url(#hatch)", stroke: s.look.colour, lineWidth: 1.5 } : { fill: s.look.colour, opacity: 0.88 };
        return { type: "group", children: [{ type: "rect", shape, style }, ...text] };
      }));
      const known = points.filter(hasInterval);
      if (known.length > 0) {
        const ink = { ...s, look: { ...s.look, colour: dots ? s.look.colour : INK } };
        drawn.push(whiskers(ink, known, (api, p) => {
          const { by } = place(s, p.x, api);
          return [shift(xy(api, p.px, p.pl), by), shift(xy(api, p.px, p.ph), by)];
        }, flipped));
      }
    }
    return drawn;
  }

  const pen = document.createElement("canvas").getContext("2d");
  function wide(text) {
    pen.font = "12.5px " + family;
    return pen.measureText(text).width;
  }
  const shorten = (text) => (text.length > 90 ? text.slice(0, 88) + "…" : text);

  function draw(figure, data, chart, width) {
    const ticks = data.ticks, categories = data.x.categories;
    const category = data.x.scale === "CATEGORY";
    const ys = scaleOf(data.y, "VALUE", extent(data.series, "y"), true);
    const base = { animation: false, textStyle: { fontFamily: family }, aria: { enabled: false } };
    let option, height;
    if (category) {
      const widest = Math.max(0, ...categories.map(wide));
      const flipped = (widest + 14) * categories.length > width - 70;
      const names = { type: "category", data: categories.map(shorten), axisLine: { show: true, onZero: false, lineStyle: { color: MUTED } }, axisTick: { show: false }, splitLine: { show: false } };
      const room = Math.min(widest + 6, Math.max(90, width * 0.36));
      const rows = categories.map((c) => Math.ceil(wide(shorten(c)) / Math.max(40, room - 12)));
      const groups = Math.max(1, ...categories.map((_, c) => data.series.filter((s) => (s.kind === "MEASURED" || s.kind === "WRONG_TWIN") && s.points.some((p) => p.x === c)).length));
      const row = Math.max(groups > 1 ? 24 * groups : 40, 18 * Math.max(1, ...rows) + 10);
      height = flipped ? row * categories.length + 50 : 360;
      const series = bars(data, ys, flipped);
      const value = commonAxis(ys.option, {});
      option = flipped
        ? { ...base, series, grid: { left: room + 12, right: 64, top: 10, bottom: 30 }, xAxis: value,
            yAxis: { ...names, inverse: true, axisLabel: { ...FONT, color: INK, width: room, overflow: "break", interval: 0, lineHeight: 16 } } }
        : { ...base, series, grid: { left: ys.room + 14, right: 12, top: 26, bottom: 30 }, yAxis: value,
            xAxis: { ...names, axisLabel: { ...FONT, color: INK, interval: 0 } } };
    } else {
      const xs = scaleOf(data.x, ticks, extent(data.series, "x"), false);
      height = width < 520 ? 320 : 420;
      option = { ...base, series: lines(data, xs, ys), grid: { left: ys.room + 14, right: 28, top: 14, bottom: 30 },
        xAxis: commonAxis(xs.option, { splitLine: { show: false }, axisTick: { show: false } }), yAxis: commonAxis(ys.option, {}) };
    }
    const [above, below] = figure.querySelectorAll(".axis");
    const lying = category && option.yAxis.type === "category";
    const words = (axis) => (axis.unit === "" ? axis.label : `${axis.label}, ${axis.unit}`);
    above.textContent = words(lying ? data.x : data.y);
    below.textContent = words(lying ? data.y : data.x);
    option.tooltip = tooltip(data, category);
    const canvas = figure.querySelector(".canvas");
    canvas.style.height = height + "px";
    chart.resize({ width, height });
    chart.setOption(option, { notMerge: true });
    const svg = canvas.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** What is under the pointer, in words; nodes rather than markup, because names may hold anything. */
  function tooltip(data, category) {
    const unit = data.y.unit === "" ? "" : " " + data.y.unit;
    const log = data.x.scale === "LOG";
    return {
      trigger: "axis", confine: true, axisPointer: { type: category ? "none" : "line", lineStyle: { color: MUTED }, label: { show: false } },
      backgroundColor: PAPER, borderColor: RULE, textStyle: { color: INK, fontSize: 12.5, fontFamily: family },
      formatter: (items) => {
        const value = items[0] ? items[0].axisValue : 0;
        const at = category ? items[0].dataIndex : log ? 10 ** value : Number(value);
        const box = document.createElement("div");
        box.className = "tip";
        const head = box.appendChild(document.createElement("strong"));
        head.textContent = category ? data.x.categories[data.x.categories.map(shorten).indexOf(String(value))] ?? value
          : data.ticks === "PERCENTILE" ? Number((100 - 100 / at).toPrecision(6)) + " %" : number(at) + (data.x.unit === "" ? "" : " " + data.x.unit);
        const place = category ? data.x.categories.map(shorten).indexOf(String(value)) : at;
        for (const s of data.series) {
          const near = category ? s.points.find((p) => p.x === place) : nearest(s.points, place, log);
          if (!near || !finite(near.y)) continue;
          const row = box.appendChild(document.createElement("div"));
          row.textContent = `${s.name}: ${number(near.y)}${unit}` + (hasInterval(near) ? `  [${number(near.low)} – ${number(near.high)}]` : "");
        }
        return box;
      },
    };
  }

  function nearest(points, at, log) {
    const far = (p) => Math.abs(log ? Math.log(p.x / at) : p.x - at);
    const best = points.filter((p) => finite(p.x) && (!log || p.x > 0)).reduce((a, b) => (a === null || far(b) < far(a) ? b : a), null);
    return best !== null && (log ? far(best) < 0.12 : true) ? best : null;
  }

  /** Says what is not drawn: points that a scale has no place for, or that there is none. */
  function note(figure, data) {
    const all = data.series.flatMap((s) => s.points);
    const lost = all.filter((p) => !finite(p.y) || !finite(p.x) || (data.x.scale === "LOG" && p.x <= 0) || (data.y.scale === "LOG" && p.y <= 0)).length;
    const line = figure.querySelector(".note");
    if (all.length === 0) line.textContent = "There is no point to draw.";
    else if (lost > 0) line.textContent = `${lost} ${lost === 1 ? "point" : "points"} at zero, below it, or not finite cannot be drawn on this scale.`;
    line.hidden = line.textContent === "";
    return all.length > lost;
  }

  /** The fill of wrong twins: told from the others without their colour. */
  function hatch() {
    const defs = document.createElement("div");
    defs.className = "defs";
    defs.innerHTML = `<svg width="0" height="0" aria-hidden="true"><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--paper)"/><rect width="2.5" height="7" fill="var(--wrong)"/></pattern></svg>`;
    document.body.prepend(defs);
  }

  hatch();
  for (const figure of document.querySelectorAll("figure.plot")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    if (!note(figure, data)) continue;
    figure.classList.add("drawn");
    const canvas = figure.querySelector(".canvas");
    const chart = echarts.init(canvas, null, { renderer: "svg", width: canvas.clientWidth, height: 360 });
    let width = canvas.clientWidth;
    draw(figure, data, chart, width);
    new ResizeObserver(() => {
      if (canvas.clientWidth > 0 && canvas.clientWidth !== width && !matchMedia("print").matches) {
        width = canvas.clientWidth;
        draw(figure, data, chart, width);
      }
    }).observe(canvas);
  }
})();
