// Continuous axes for plot.js. A logarithmic axis is a linear axis of exponents: ECharts' own is rounded to powers of
// ten, which leaves most of a plot empty.
"use strict";
const scales = (() => {
  /** Steps of an axis of exponents; 0.3 and 0.7 are those of 2 and 5 to less than a pixel. */
  const TENTHS = 10, TWO = 3, FIVE = 7;
  /** From so many decades on there is no room for 5, for 2, for every decade. */
  const FEW = 2.2, SOME = 3.3, MANY = 12;
  const LARGE = 1e9, SMALL = 1e-4;
  /** Of a step of a linear axis: what may stand out beyond its ends, a pixel or two; 100.05 % needs no 150 %. */
  const BEYOND = 0.02;

  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const font = { fontFamily: family, fontSize: 12.5 };

  /** How wide a text is on an axis, in pixels. */
  function wide(text) {
    pen.font = `${font.fontSize}px ${family}`;
    return pen.measureText(text).width;
  }

  const superscript = (n) => String(n).replace(/[-0-9]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));

  function number(value) {
    const size = Math.abs(value);
    if (size !== 0 && (size >= LARGE || size < SMALL)) {
      const exponent = Math.floor(Math.log10(size) + 1e-9);
      const factor = Number((value / 10 ** exponent).toPrecision(3));
      return (factor === 1 ? "" : `${factor} × `) + "10" + superscript(exponent);
    }
    return value.toLocaleString("en", { maximumSignificantDigits: 4, useGrouping: true });
  }

  /** A quantile q in per cent, from 1 / (1 - q). */
  const percentile = (value) => `${Number((100 - 100 / value).toPrecision(8))} %`;

  /** Without the dust of binary fractions. */
  const tidy = (value) => Number(value.toPrecision(12));

  /** 1, 2 or 5 times a power of ten, not below a size. */
  function niceStep(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return [1, 2, 5, 10].find((factor) => factor * power >= size * (1 - BEYOND / 5)) * power;
  }

  /**
   * @param at where a value stands; null for one that has no place
   * @param label of a tick
   * @param ruled whether a tick has a line across the plot
   */
  function scale(at, low, step, count, label, ruled) {
    const ticks = Array.from({ length: count }, (_, i) => low + i * step);
    return {
      at,
      low,
      room: Math.max(...ticks.map((tick) => wide(label(tick)))),
      option: {
        type: "value",
        min: low,
        max: low + (count - 1) * step,
        interval: step,
        axisLabel: { formatter: label },
        splitLine: { lineStyle: { color: ticks.map((tick) => (ruled(tick) ? "var(--rule)" : "transparent")) } },
      },
    };
  }

  function linear(values, fromZero) {
    const seen = [...(values.length > 0 ? values : [0, 1]), ...(fromZero ? [0] : [])];
    const least = Math.min(...seen), most = Math.max(...seen);
    const step = niceStep((most > least ? most - least : Math.max(Math.abs(most), 1)) / 5);
    const first = Math.floor(least / step + BEYOND), last = Math.max(Math.ceil(most / step - BEYOND), first + 1);
    return scale((v) => v, first * step, step, last - first + 1, (v) => number(tidy(v)), () => true);
  }

  function logarithmic(values, ticks) {
    const exponents = values.filter((v) => v > 0).map(Math.log10);
    const least = Math.min(...exponents), most = Math.max(...exponents);
    const at = (v) => (v > 0 ? Math.log10(v) : null);
    if (most - least > MANY) {
      const step = Math.ceil((most - least) / 8), low = Math.floor(least);
      const count = Math.ceil((most - low) / step) + 1;
      return scale(at, low, step, count, (e) => number(10 ** Math.round(e)), () => true);
    }
    const first = Math.floor(least * TENTHS - 0.3), last = Math.ceil(most * TENTHS + 0.3);
    const tenth = (e) => ((Math.round(e * TENTHS) % TENTHS) + TENTHS) % TENTHS;
    const nice = (e) => tenth(e) === 0
      || (ticks === "VALUE" && tenth(e) === TWO && most - least <= SOME)
      || (ticks === "VALUE" && tenth(e) === FIVE && most - least <= FEW);
    const label = (e) => {
      const decade = 10 ** Math.floor(e + 1e-6);
      const factor = tenth(e) === TWO ? 2 : tenth(e) === FIVE ? 5 : 1;
      return !nice(e) ? "" : ticks === "PERCENTILE" ? percentile(decade) : number(factor * decade);
    };
    return scale(at, first / TENTHS, 1 / TENTHS, last - first + 1, label, nice);
  }

  /**
   * An axis for some values.
   *
   * @param ticks VALUE, or PERCENTILE where a value is 1 / (1 - q) of a quantile q
   * @param fromZero whether a linear axis has to show the zero
   */
  const of = (axis, ticks, values, fromZero) =>
    (axis.scale === "LOG" ? logarithmic(values, ticks) : linear(values, fromZero));

  return { of, number, percentile, wide, font };
})();
