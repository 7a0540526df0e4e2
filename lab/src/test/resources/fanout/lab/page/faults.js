// What a reader would see at a glance and a program would not: returns a sentence for each fault.
(() => {
  const faults = [];
  const name = (text) => JSON.stringify(text.textContent.trim().slice(0, 40));
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth - root.clientWidth} px wider than its window`);

  const box = (node) => node.getBoundingClientRect();
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const shown = (node) => node.checkVisibility({ checkOpacity: true }) && box(node).width > 0;
  const texts = (node) => [...node.querySelectorAll("text")].filter((text) => text.textContent.trim() !== "" && shown(text));

  // Text may leave its line of text, but not the drawing it belongs to, and no other text.
  for (const svg of document.querySelectorAll(".canvas svg, .strip, .spans svg")) {
    if (!shown(svg)) continue;
    const all = texts(svg), around = box(svg);
    all.forEach((text, i) => {
      const inner = box(text);
      if (inner.left < around.left - 1 || inner.right > around.right + 1 || inner.top < around.top - 2 || inner.bottom > around.bottom + 2) {
        faults.push(`${name(text)} sticks out of its drawing`);
      }
      for (const other of all.slice(i + 1)) if (meet(inner, box(other))) faults.push(`${name(text)} and ${name(other)} overlap`);
    });
  }

  for (const figure of document.querySelectorAll("figure.plot")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const drawable = data.series.some((s) => s.points.some((p) => p.x !== null && p.y !== null));
    const marks = [...figure.querySelectorAll(".canvas svg path")].filter((path) => /var\(--(s\d|wrong|theory|published)\)|#hatch/.test(`${path.getAttribute("fill")} ${path.getAttribute("stroke")}`));
    if (drawable && marks.filter(shown).length === 0) faults.push(`the plot ${name(figure.querySelector("figcaption"))} is empty`);
  }

  const clips = (node) => ["hidden", "clip"].includes(getComputedStyle(node).overflowX) && getComputedStyle(node).textOverflow !== "ellipsis";
  for (const node of document.querySelectorAll("body *:not(svg *):not(script):not(style)")) {
    if (!shown(node) || node.closest(".scroll, .canvas, .defs, svg")) continue;
    if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 && clips(node)) faults.push(`<${node.localName}> ${name(node)} is clipped`);
    if (box(node).right > root.clientWidth + 1) faults.push(`<${node.localName}> ${name(node)} goes beyond the window`);
  }
  return faults;
})()
