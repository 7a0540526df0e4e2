// Draws the data of each figure.plot with Apache ECharts, as SVG. Colours are CSS variables, so that a change between
// light, dark and print needs no redrawing.
"use strict";
(() => {
  const INK = "var(--ink)", MUTED = "var(--muted)", PAPER = "var(--paper)";
  const { number, wide } = scales;
  const FONT = { ...scales.font, color: MUTED };
  const LABEL = `600 ${FONT.fontSize}px ${FONT.fontFamily}`;
  /** More points than that have markers here and there, and a band instead of whiskers. */
  const DENSE = 40;
  const LONGEST_NAME = 90;
  /** How much wider a bold figure is. */
  const BOLDER = 1.08;

  const { finite, hasInterval } = tips;
  const stands = (s) => s.kind === "MEASURED" || s.kind === "WRONG_TWIN";
  const shorten = (text) => (text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text);
  const words = (axis) => (axis.unit === "" ? axis.label : `${axis.label}, ${axis.unit}`);
  const still = { animation: false, emphasis: { disabled: true }, silent: true };

  /** Points with their places on both axes: px, py, and the ends of the interval pl, ph. */
  function placed(s, xAt, ys) {
    return s.points
      .filter((p) => finite(p.x) && finite(p.y))
      .map((p) => ({ ...p, px: xAt(p.x), py: ys.at(p.y) }))
      .filter((p) => p.px !== null && p.py !== null)
      .map((p) => ({
        ...p,
        pl: hasInterval(p) ? ys.at(p.low) ?? ys.low : p.py,
        ph: hasInterval(p) ? ys.at(p.high) ?? ys.low : p.py,
      }));
  }

  /** A series that draws each of its points itself. */
  function custom(s, points, z, flipped, shape) {
    return {
      ...still, type: "custom", name: s.name, z,
      data: points.map((p) => [p.px, p.py, p.pl, p.ph]),
      encode: flipped ? { x: [1, 2, 3], y: 0 } : { x: 0, y: [1, 2, 3] },
      renderItem: (params, api) => shape(points[params.dataIndex], api, params.dataIndex),
    };
  }

  const line = (a, b, style) => ({
    type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { fill: "none", ...style },
  });
  const marker = (look, at, style) => ({
    type: "path", x: at[0], y: at[1], shape: { pathData: look.marker }, style: { fill: look.colour, ...style },
  });

  function whiskers(s, points, colour, flipped, ends) {
    const [dx, dy] = flipped ? [0, 4] : [4, 0];
    const style = { stroke: colour, lineWidth: 1.5 };
    const cap = (at) => line([at[0] - dx, at[1] - dy], [at[0] + dx, at[1] + dy], style);
    return custom(s, points, 3, flipped, (p, api) => {
      const [from, to] = ends(api, p);
      return { type: "group", children: [line(from, to, style), cap(from), cap(to)] };
    });
  }

  /** One polygon, drawn with the first point. */
  function band(s, points) {
    return custom(s, points, 1, false, (p, api, index) => {
      if (index > 0) return null;
      const upper = points.map((q) => api.coord([q.px, q.ph]));
      const lower = points.map((q) => api.coord([q.px, q.pl])).reverse();
      return {
        type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill: s.look.colour, opacity: 0.18 },
      };
    });
  }

  const dot = (look) => ({
    symbol: look.marker === "" ? "circle" : `path://${look.marker}`,
    itemStyle: { color: look.colour, borderColor: PAPER, borderWidth: 1 },
  });

  function scatter(s, pairs, size) {
    return { ...still, type: "scatter", name: s.name, data: pairs, z: 5, symbolSize: size, ...dot(s.look) };
  }

  /** Lines over a continuous axis. */
  function lines(data, xs, ys) {
    const drawn = [];
    data.series.forEach((s, index) => {
      const points = placed(s, xs.at, ys), known = points.filter(hasInterval);
      const pairs = points.map((p) => [p.px, p.py]);
      const dense = points.length > DENSE;
      if (known.length > DENSE) {
        drawn.push(band(s, known));
      } else if (known.length > 0) {
        const ends = (api, p) => [api.coord([p.px, p.pl]), api.coord([p.px, p.ph])];
        drawn.push(whiskers(s, known, s.look.colour, false, ends));
      }
      if (s.kind === "PUBLISHED") {
        drawn.push(scatter(s, pairs, [12, 13]));
        return;
      }
      if (dense && stands(s)) {
        const every = Math.ceil(pairs.length / 8);
        drawn.push(scatter(s, pairs.filter((_, i) => i % every === (index * 2) % every), 10));
      }
      drawn.push({
        ...still, type: "line", name: s.name, data: pairs, z: stands(s) ? 4 : 2, symbolSize: 9, ...dot(s.look),
        showSymbol: points.length === 1 || (stands(s) && !dense),
        lineStyle: {
          color: s.look.colour,
          width: stands(s) ? 2.25 : 1.75,
          type: s.look.dash.length > 0 ? s.look.dash : "solid",
        },
      });
    });
    return drawn;
  }

  /** Where the bars of each category stand, on axes that may have changed places. */
  function stage(data, flipped) {
    const standing = data.series.filter(stands);
    const inCategory = (c) => standing.filter((s) => s.points.some((p) => p.x === c && finite(p.y)));
    const band = (api) => Math.abs(flipped ? api.size([0, 1])[1] : api.size([1, 0])[0]);
    return {
      band,
      most: Math.max(1, ...data.x.categories.map((_, c) => inCategory(c).length)),
      at: (api, c, v) => api.coord(flipped ? [v, c] : [c, v]),
      shift: (point, by) => (flipped ? [point[0], point[1] + by] : [point[0] + by, point[1]]),
      slot: (s, c, api) => {
        const there = inCategory(c), width = Math.min((band(api) * 0.72) / Math.max(1, there.length), 56);
        return { width, by: (there.indexOf(s) - (there.length - 1) / 2) * width };
      },
    };
  }

  /** The first place from a start on where nothing else stands in so much room. */
  function clear(start, room, marks, gap) {
    return marks.sort((a, b) => a - b)
      .reduce((from, mark) => (mark > from - 2 && mark < from + room + 2 ? mark + gap : from), start);
  }

  /** The figure of a bar behind its end; `marks` are the places of theory and published figures beside it. */
  function value(p, end, flipped, marks) {
    const text = number(p.y);
    const along = flipped
      ? clear(end[0] + 8, wide(text) * BOLDER, marks.map((at) => at[0]), 6)
      : -clear(5 - end[1], FONT.fontSize, marks.map((at) => -at[1]), 5);
    return {
      type: "text",
      style: {
        text, font: LABEL, fill: INK, stroke: PAPER, lineWidth: 3,
        x: flipped ? along : end[0], y: flipped ? end[1] : along,
        textAlign: flipped ? "left" : "center", textVerticalAlign: flipped ? "middle" : "bottom",
      },
    };
  }

  function bar(s, from, to, width, flipped) {
    const half = width * 0.44;
    const shape = flipped
      ? { x: Math.min(from[0], to[0]), y: to[1] - half, width: Math.abs(to[0] - from[0]), height: 2 * half }
      : { x: to[0] - half, y: Math.min(from[1], to[1]), width: 2 * half, height: Math.abs(to[1] - from[1]) };
    return s.kind === "WRONG_TWIN"
      ? { type: "rect", shape, style: { fill: "url(#hatch)", stroke: s.look.colour, lineWidth: 1.5 } }
      : { type: "rect", shape, style: { fill: s.look.colour, opacity: 0.88 } };
  }

  /** Bars over categories; dots where values lie on a logarithmic axis, which has no zero for bars to stand on. */
  function bars(data, ys, flipped) {
    const place = stage(data, flipped);
    const dots = data.y.scale === "LOG";
    const labelled = place.most <= 2 && (flipped || data.x.categories.length <= 12);
    const floor = dots ? ys.low : Math.max(ys.low, 0);
    const drawn = [];
    for (const s of data.series) {
      const points = placed(s, (c) => c, ys);
      if (!stands(s)) {
        drawn.push(custom(s, points, 6, flipped, (p, api) => {
          const middle = place.at(api, p.px, p.py), half = place.band(api) * 0.42;
          return s.kind === "PUBLISHED"
            ? marker(s.look, middle, { stroke: PAPER, lineWidth: 1 })
            : line(place.shift(middle, -half), place.shift(middle, half),
              { stroke: s.look.colour, lineWidth: 2, lineDash: s.look.dash });
        }));
        continue;
      }
      const along = (api, p, v) => place.shift(place.at(api, p.px, v), place.slot(s, p.x, api).by);
      drawn.push(custom(s, points, 2, flipped, (p, api) => {
        const top = along(api, p, p.py);
        return dots ? marker(s.look, top, {})
          : bar(s, along(api, p, floor), top, place.slot(s, p.x, api).width, flipped);
      }));
      if (labelled) {
        const marks = data.series.filter((t) => !stands(t)).flatMap((t) => placed(t, (c) => c, ys));
        drawn.push(custom(s, points, 7, flipped, (p, api) => value(p, along(api, p, p.ph), flipped,
          marks.filter((m) => m.px === p.px).map((m) => place.at(api, m.px, m.py)))));
      }
      const known = points.filter(hasInterval);
      if (known.length > 0) {
        const ends = (api, p) => [along(api, p, p.pl), along(api, p, p.ph)];
        drawn.push(whiskers(s, known, dots ? s.look.colour : INK, flipped, ends));
      }
    }
    return drawn;
  }

  function axisOf(option, extra) {
    return {
      ...option,
      axisLine: { show: true, onZero: false, lineStyle: { color: MUTED } },
      axisTick: { show: false },
      ...extra,
      axisLabel: { ...FONT, hideOverlap: true, ...option.axisLabel, ...extra.axisLabel },
    };
  }

  /** Values that an axis has to make room for. */
  const extent = (data, of) => data.series.flatMap((s) => s.points.flatMap(of)).filter(finite);

  /** The categories below the bars where their names fit there, else beside lying bars. */
  function overCategories(data, ys, width) {
    const names = data.x.categories, widest = Math.max(0, ...names.map(wide));
    const flipped = (widest + 14) * names.length > width - 70;
    const option = { type: "category", data: names.map(shorten), splitLine: { show: false } };
    const label = { color: INK, interval: 0, hideOverlap: false };
    if (!flipped) {
      return {
        height: 360,
        series: bars(data, ys, false),
        grid: { left: ys.room + 14, right: 12, top: 26, bottom: 30 },
        xAxis: axisOf(option, { axisLabel: label }),
        yAxis: axisOf(ys.option, {}),
      };
    }
    const room = Math.min(widest + 6, Math.max(90, width * 0.36));
    const rows = Math.max(1, ...names.map((name) => Math.ceil(wide(shorten(name)) / Math.max(40, room - 12))));
    const most = stage(data, true).most;
    return {
      height: Math.max(most > 1 ? 24 * most : 40, 18 * rows + 10) * names.length + 50,
      series: bars(data, ys, true),
      grid: { left: room + 12, right: 64, top: 10, bottom: 30 },
      xAxis: axisOf(ys.option, {}),
      yAxis: axisOf(option, {
        inverse: true, axisLabel: { ...label, width: room, overflow: "break", lineHeight: 16 },
      }),
    };
  }

  function overValues(data, ys, width) {
    const xs = scales.of(data.x, data.ticks, extent(data, (p) => [p.x]), false);
    return {
      height: width < 520 ? 320 : 420,
      series: lines(data, xs, ys),
      grid: { left: ys.room + 14, right: 28, top: 14, bottom: 34 },
      // In the corner the lowest label of one axis is beside the first of the other, and some fonts' lines are high.
      xAxis: axisOf(xs.option, { splitLine: { show: false }, axisLabel: { margin: 12 } }),
      yAxis: axisOf(ys.option, {}),
    };
  }

  function draw(figure, data, chart, width) {
    const category = data.x.scale === "CATEGORY";
    const ys = scales.of(data.y, "VALUE", extent(data, (p) => [p.y, p.low, p.high]), true);
    const { height, ...option } = category ? overCategories(data, ys, width) : overValues(data, ys, width);
    const lying = option.yAxis.type === "category";
    const [above, below] = figure.querySelectorAll(".axis");
    above.textContent = words(lying ? data.x : data.y);
    below.textContent = words(lying ? data.y : data.x);
    figure.querySelector(".canvas").style.height = `${height}px`;
    chart.resize({ width, height });
    chart.setOption({
      ...option, animation: false, textStyle: { fontFamily: FONT.fontFamily }, tooltip: tips.of(data, category),
    }, { notMerge: true });
    // Paper has another width than the window had: the drawing is scaled to it.
    figure.querySelector(".canvas svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** Says what is not drawn: points that a scale has no place for, or that there is none. */
  function drawable(figure, data) {
    const all = data.series.flatMap((s) => s.points);
    const lost = all.filter((p) => !finite(p.y) || !finite(p.x)
      || (data.x.scale === "LOG" && p.x <= 0) || (data.y.scale === "LOG" && p.y <= 0)).length;
    const note = figure.querySelector(".note");
    if (all.length === 0) {
      note.textContent = "There is no point to draw.";
    } else if (lost > 0) {
      const points = lost === 1 ? "1 point" : `${lost} points`;
      note.textContent = `${points} at zero, below it, or not finite cannot be drawn on this scale.`;
    }
    note.hidden = note.textContent === "";
    return all.length > lost;
  }

  /** The fill of wrong twins: told from the others without their colour. */
  function hatch() {
    const defs = document.createElement("div");
    defs.className = "defs";
    defs.innerHTML = `<svg width="0" height="0" aria-hidden="true">
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="7" height="7" fill="var(--paper)"/><rect width="2.5" height="7" fill="var(--wrong)"/>
      </pattern></svg>`;
    document.body.prepend(defs);
  }

  hatch();
  for (const figure of document.querySelectorAll("figure.plot")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    if (!drawable(figure, data)) continue;
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
